import { type ActionEndpoint, type Context, Errors, type Middleware, type ServiceBroker } from "moleculer";
import { CIRCUIT_DEFAULTS, NodeCircuit } from "./node-circuit.ts";

type RemoteAction = NonNullable<Middleware["remoteAction"]>;

/**
 * Middleware: a circuit breaker per node. A dead or frozen node is detected by its missing heartbeats only after 15 to
 * 20 s; with this middleware it is no longer called after a few consecutive timeouts. Moleculer's circuit breaker
 * differs in two ways: it counts the share of failures in a time window, in which the earlier successful calls keep the
 * share low; and it has a circuit per action, so the failures of one action do not protect the calls of another.
 *
 * At least half of the nodes that offer an action stay callable: if all time out, the cause is the database or this
 * node. A sharded call can only go to the owner of its key, so it fails at once while the owner's circuit is open.
 *
 * @param openMs how long a circuit stays open before a probe
 */
export function nodeCircuitBreaker(openMs: number = CIRCUIT_DEFAULTS.openMs): Middleware {
  const nodes = new WeakMap<ActionEndpoint["node"], RemoteNode>();
  const remoteAction: RemoteAction = function (this: ServiceBroker, next) {
    return async function guarded(ctx: Context) {
      const endpoint = ctx.endpoint as ActionEndpoint;
      const node = nodes.getOrInsertComputed(
        endpoint.node,
        () => new RemoteNode(ctx.broker, endpoint.id, openMs),
      );
      const isProbe = node.onCall(endpoint);
      if (node.isOpen && !isProbe && isSharded(endpoint))
        throw new Errors.ServiceNotAvailableError(targetOf(endpoint));
      try {
        const result = await next.call(this, ctx);
        node.onReply();
        return result;
      } catch (error) {
        node.onError(error, isProbe);
        throw error;
      }
    };
  };
  return { name: "NodeCircuitBreaker", remoteAction };
}

/** Another node, its circuit, and the endpoints through which it was called. */
class RemoteNode {
  readonly #broker: ServiceBroker;
  readonly #id: string;
  readonly #openMs: number;
  readonly #circuit = new NodeCircuit();
  readonly #endpoints = new Set<ActionEndpoint>();

  constructor(broker: ServiceBroker, id: string, openMs: number) {
    this.#broker = broker;
    this.#id = id;
    this.#openMs = openMs;
  }

  /** Also true while it is half-open or probing. */
  get isOpen(): boolean {
    return !this.#circuit.isClosed;
  }

  /** @returns whether this call is the probe */
  onCall(endpoint: ActionEndpoint): boolean {
    if (!isSharded(endpoint) && !endpoint.action.name?.startsWith("$")) this.#endpoints.add(endpoint);
    const isProbe = this.#circuit.onCall();
    if (this.isOpen) this.#updateEndpoints();
    return isProbe;
  }

  onReply(): void {
    const wasOpen = this.isOpen;
    this.#circuit.onReply();
    if (!wasOpen) return;
    this.#broker.logger.warn(`Node '${this.#id}' replies again.`);
    this.#updateEndpoints();
  }

  onError(error: unknown, wasProbe: boolean): void {
    // An error has a `nodeID` if the node itself sent it, so it is a reply.
    if ((error as { nodeID?: string }).nodeID) this.onReply();
    else if (!(error instanceof Errors.RequestTimeoutError)) this.#circuit.onInconclusive(wasProbe);
    else if (this.#circuit.onTimeout(wasProbe, this.#hasEnoughPeers())) this.#onOpen(wasProbe);
    this.#updateEndpoints();
  }

  #onOpen(isReopened: boolean): void {
    if (!isReopened)
      this.#broker.logger.warn(
        `Node '${this.#id}' timed out ${CIRCUIT_DEFAULTS.timeouts} times in a row; routing around it.`,
      );
    setTimeout(() => {
      this.#circuit.toHalfOpen();
      this.#updateEndpoints();
    }, this.#openMs).unref();
  }

  /** Whether, without this node, at least half of the nodes of each action remain available. */
  #hasEnoughPeers(): boolean {
    return [...this.#endpoints].every((own) => {
      const all = this.#broker.registry.getActionEndpoints(own.action.name ?? "")?.endpoints ?? [];
      const peers = all.filter((endpoint) => endpoint.node !== own.node && endpoint.isAvailable);
      return peers.length * 2 >= all.length;
    });
  }

  /** Moleculer chooses only endpoints whose `state` is true. */
  #updateEndpoints(): void {
    for (const endpoint of this.#endpoints) endpoint.state = this.#circuit.allowsCalls;
  }
}

const isSharded = ({ action }: ActionEndpoint) => action.strategy === "Shard";
const targetOf = ({ action, id }: ActionEndpoint) => ({ action: action.name ?? "", nodeID: id });
