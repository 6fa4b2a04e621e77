import { type ActionEndpoint, type Context, Errors, type Middleware, type ServiceBroker } from "moleculer";
import { Hearing, SILENCE } from "./node-circuit.ts";

type RemoteAction = NonNullable<Middleware["remoteAction"]>;

/**
 * Middleware: a node that has died, or hangs, is not called until its heartbeats are missed (15 to 20 s), but is left
 * out as soon as some calls in a row have timed out. It goes by replies in a row, where Moleculer's circuit breaker
 * goes by shares of a window, which the good calls from before fill; and by nodes, so that what one action meets
 * with helps the others. At least half of the nodes that carry an action go on being called: where all time out, it is
 * the database that hangs, or this node. What goes to its owner by a key has nobody else to go to, and fails at once.
 *
 * @param forMs how long a node is left out before one call tries
 */
export function leaveOutSilent(forMs: number = SILENCE.forMs): Middleware {
  const nodes = new WeakMap<ActionEndpoint["node"], RemoteNode>();
  const remoteAction: RemoteAction = function (this: ServiceBroker, next) {
    return async function listening(ctx: Context) {
      const endpoint = ctx.endpoint as ActionEndpoint;
      const node = nodes.getOrInsertComputed(
        endpoint.node,
        () => new RemoteNode(ctx.broker, endpoint.id, forMs),
      );
      const isTrial = node.called(endpoint);
      if (node.isLeftOut && !isTrial && hasOwner(endpoint))
        throw new Errors.ServiceNotAvailableError(whereTo(endpoint));
      try {
        const result = await next.call(this, ctx);
        node.heard();
        return result;
      } catch (error) {
        node.failed(error, isTrial);
        throw error;
      }
    };
  };
  return { name: "LeaveOutSilent", remoteAction };
}

/** Another node, and the actions for which it was called. */
class RemoteNode {
  readonly #broker: ServiceBroker;
  readonly #id: string;
  readonly #forMs: number;
  readonly #hearing = new Hearing();
  readonly #endpoints = new Set<ActionEndpoint>();

  constructor(broker: ServiceBroker, id: string, forMs: number) {
    this.#broker = broker;
    this.#id = id;
    this.#forMs = forMs;
  }

  get isLeftOut(): boolean {
    return !this.#hearing.isIn;
  }

  /** @returns whether this is the call that tries */
  called(endpoint: ActionEndpoint): boolean {
    if (!hasOwner(endpoint) && !endpoint.action.name?.startsWith("$")) this.#endpoints.add(endpoint);
    const isTrial = this.#hearing.called();
    if (!this.#hearing.isIn) this.#apply();
    return isTrial;
  }

  heard(): void {
    const { isIn } = this.#hearing;
    this.#hearing.heard();
    if (isIn) return;
    this.#broker.logger.warn(`Node '${this.#id}' replies again.`);
    this.#apply();
  }

  failed(error: unknown, wasTrial: boolean): void {
    // An error that the node itself has sent bears its name.
    if ((error as { nodeID?: string }).nodeID) this.heard();
    else if (!(error instanceof Errors.RequestTimeoutError)) this.#hearing.undecided(wasTrial);
    else if (this.#hearing.timedOut(wasTrial, this.#canBeSpared())) this.#leftOut(wasTrial);
    this.#apply();
  }

  #leftOut(still: boolean): void {
    if (!still)
      this.#broker.logger.warn(
        `Node '${this.#id}' does not reply; where others can, they are called instead.`,
      );
    setTimeout(() => {
      this.#hearing.timeIsUp();
      this.#apply();
    }, this.#forMs).unref();
  }

  #canBeSpared(): boolean {
    return [...this.#endpoints].every((own) => {
      const all = this.#broker.registry.getActionEndpoints(own.action.name ?? "")?.endpoints ?? [];
      return all.filter((one) => one.node !== own.node && one.isAvailable).length * 2 >= all.length;
    });
  }

  #apply(): void {
    for (const endpoint of this.#endpoints) endpoint.state = this.#hearing.mayCall;
  }
}

const hasOwner = ({ action }: ActionEndpoint) => action.strategy === "Shard";
const whereTo = ({ action, id }: ActionEndpoint) => ({ action: action.name ?? "", nodeID: id });
