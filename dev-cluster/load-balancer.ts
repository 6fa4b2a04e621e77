import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { isHttpOk } from "./readiness.ts";
import { rejectUnavailable } from "./reject-unavailable.ts";

const CHECK_INTERVAL_MS = 500;
/** How often to ask the gateways of a cluster whose clients all talk to the gateways themselves, in ms. */
export const SELDOM_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2000;

interface Target {
  url: URL;
  isReady: boolean;
}

/**
 * A TCP load balancer: each new connection goes to the next ready gateway. It does not parse the bytes, so streams,
 * pipelining and broken connections reach the other side unchanged. The client's address does not.
 */
export class LoadBalancer {
  readonly #targets: Target[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #checkIntervalMs: number;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Listens. Replies 503 until a gateway is ready.
   *
   * @param port 0 for any free port
   * @param checkIntervalMs how often each gateway is asked whether it is ready
   * @throws Error with the code EADDRINUSE if the port is in use
   */
  static async open(
    port: number,
    host = "127.0.0.1",
    checkIntervalMs = CHECK_INTERVAL_MS,
  ): Promise<LoadBalancer> {
    const loadBalancer = new LoadBalancer(checkIntervalMs);
    loadBalancer.#server.listen({ port, host, backlog: 4096 });
    await once(loadBalancer.#server, "listening");
    loadBalancer.#scheduleCheck();
    return loadBalancer;
  }

  private constructor(checkIntervalMs: number) {
    this.#checkIntervalMs = checkIntervalMs;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.#track(client);
      this.#proxy(client, this.#readyTargets());
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Adds a ready gateway. @param gateway its base URL */
  add(gateway: string): void {
    this.#targets.push({ url: new URL(gateway), isReady: true });
  }

  /** The base URLs of the gateways that get new connections now. */
  get inRotation(): string[] {
    return this.#targets.filter(({ isReady }) => isReady).map(({ url }) => url.origin);
  }

  /** Closes every connection and stops listening. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** All ready targets, starting with the next one in turn. */
  #readyTargets(): Target[] {
    const ready = this.#targets.filter(({ isReady }) => isReady);
    const first = this.#next++ % Math.max(1, ready.length);
    return [...ready.slice(first), ...ready.slice(0, first)];
  }

  /** Connects a client to the first reachable target. An unreachable one is not ready until the next check. */
  #proxy(client: Socket, [target, ...others]: Target[]): void {
    if (client.destroyed) return;
    if (!target) {
      rejectUnavailable(client);
      return;
    }
    const gateway = connect({
      port: Number(target.url.port),
      host: target.url.hostname,
      allowHalfOpen: true,
      noDelay: true,
      timeout: CONNECT_TIMEOUT_MS,
    });
    this.#track(gateway);
    const tryNext = () => {
      gateway.destroy();
      target.isReady = false;
      this.#proxy(client, others);
    };
    gateway.once("error", tryNext);
    gateway.once("timeout", tryNext);
    gateway.once("connect", () => {
      gateway.off("error", tryNext).off("timeout", tryNext).setTimeout(0);
      pipeBoth(client, gateway);
    });
  }

  #track(socket: Socket): void {
    socket.on("error", () => {});
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #scheduleCheck(): void {
    this.#timer = setTimeout(async () => {
      const check = async (target: Target) => {
        target.isReady = await isHttpOk(new URL("/readyz", target.url).href);
      };
      await Promise.all(this.#targets.map(check));
      if (this.#timer) this.#scheduleCheck();
    }, this.#checkIntervalMs);
  }
}

/** Pipes both directions. A half-close is passed on; if one side breaks, the other is destroyed. */
function pipeBoth(client: Socket, gateway: Socket): void {
  for (const [from, to] of [
    [client, gateway],
    [gateway, client],
  ] as const) {
    from.pipe(to);
    from.once("close", () => (from.readableEnded ? to.destroySoon() : to.destroy()));
  }
  if (client.destroyed) gateway.destroy();
}
