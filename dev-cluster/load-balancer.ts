import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { answersOk } from "./readiness.ts";
import { turnAway } from "./reject-unavailable.ts";

const CHECK_MS = 500;
const CONNECT_MS = 2000;

interface Target {
  url: URL;
  isReady: boolean;
}

/**
 * A round-robin over gateways, connection by connection. It does not look into what it carries, so streams,
 * pipelining and cut connections reach the other side as they are; a client's address does not.
 */
export class Front {
  readonly #targets: Target[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Listens, and says 503 until it has a gateway.
   *
   * @param port 0 for any that is free
   * @throws Error with the code EADDRINUSE where somebody else listens there
   */
  static async open(port: number, host = "127.0.0.1"): Promise<Front> {
    const front = new Front();
    front.#server.listen({ port, host, backlog: 4096 });
    await once(front.#server, "listening");
    front.#checkSoon();
    return front;
  }

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      this.#hold(client);
      this.#carry(client, this.#inTurn());
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes a gateway that is ready into the rotation, by its base address. */
  add(gateway: string): void {
    this.#targets.push({ url: new URL(gateway), isReady: true });
  }

  /** The gateways that are given connections now. */
  get inRotation(): string[] {
    return this.#targets.filter(({ isReady }) => isReady).map(({ url }) => url.origin);
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** All that are ready, beginning with the one whose turn it is. */
  #inTurn(): Target[] {
    const ready = this.#targets.filter(({ isReady }) => isReady);
    const first = this.#next++ % Math.max(1, ready.length);
    return [...ready.slice(first), ...ready.slice(0, first)];
  }

  /** Joins a client to the first target that can be reached; one that cannot leaves the rotation. */
  #carry(client: Socket, [target, ...others]: Target[]): void {
    if (client.destroyed) return;
    if (!target) {
      turnAway(client);
      return;
    }
    const gateway = connect({
      port: Number(target.url.port),
      host: target.url.hostname,
      allowHalfOpen: true,
      noDelay: true,
      timeout: CONNECT_MS,
    });
    this.#hold(gateway);
    const elsewhere = () => {
      gateway.destroy();
      target.isReady = false;
      this.#carry(client, others);
    };
    gateway.once("error", elsewhere);
    gateway.once("timeout", elsewhere);
    gateway.once("connect", () => {
      gateway.off("error", elsewhere).off("timeout", elsewhere).setTimeout(0);
      join(client, gateway);
    });
  }

  #hold(socket: Socket): void {
    socket.on("error", () => {});
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #checkSoon(): void {
    this.#timer = setTimeout(async () => {
      const look = async (target: Target) => {
        target.isReady = await answersOk(new URL("/readyz", target.url).href);
      };
      await Promise.all(this.#targets.map(look));
      if (this.#timer) this.#checkSoon();
    }, CHECK_MS);
  }
}

/** Carries both ways; an end of sending is passed on, a broken side breaks the other. */
function join(client: Socket, gateway: Socket): void {
  for (const [from, to] of [
    [client, gateway],
    [gateway, client],
  ] as const) {
    from.pipe(to);
    from.once("close", () => (from.readableEnded ? to.destroySoon() : to.destroy()));
  }
  if (client.destroyed) gateway.destroy();
}
