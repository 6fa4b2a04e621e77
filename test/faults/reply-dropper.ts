import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The text in a client's message that stores answers. */
const INSERT = "from insert_answers(";
/** Postgres ends each exchange with this message: `Z`, its length, and `I` if no transaction is open. */
const READY_FOR_QUERY = 0x5a;

/**
 * A proxy between PgBouncer and Postgres. On request it forwards the insert of a batch, waits until Postgres has
 * committed, drops the reply and closes the connection: the other side cannot know if the batch was stored.
 */
export class ReplyDropper {
  /** Drops the reply of every n-th insert; 0 for never. */
  every = 0;
  /** How many replies were dropped so far. */
  dropped = 0;
  #inserts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => this.#proxy(client, connect(port, "127.0.0.1")));
  }

  /** @returns the proxy, and the URL to use instead of Postgres' own */
  static async open(postgresUrl: string): Promise<{ dropper: ReplyDropper; url: string }> {
    const url = new URL(postgresUrl);
    const dropper = new ReplyDropper(Number(url.port));
    dropper.#server.listen(0, "127.0.0.1");
    await once(dropper.#server, "listening");
    url.port = String((dropper.#server.address() as AddressInfo).port);
    return { dropper, url: url.href };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #proxy(client: Socket, postgres: Socket): void {
    let seen = "";
    let heldBack: Buffer | undefined;
    const cut = () => {
      client.destroy();
      postgres.destroy();
    };
    for (const socket of [client, postgres]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", cut);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (chunk: Buffer) => {
      const text = seen + chunk.toString("latin1");
      seen = text.slice(1 - INSERT.length);
      if (heldBack === undefined && text.includes(INSERT) && this.#isNext()) heldBack = Buffer.alloc(0);
      postgres.write(chunk);
    });
    postgres.on("data", (chunk: Buffer) => {
      if (heldBack === undefined) {
        client.write(chunk);
        return;
      }
      heldBack = Buffer.concat([heldBack, chunk]);
      if (!isComplete(heldBack)) return;
      this.dropped++;
      cut();
    });
  }

  #isNext(): boolean {
    return this.every > 0 && ++this.#inserts % this.every === 0;
  }
}

/** Whether the messages of an exchange (each a type, a length and a body) are complete. */
function isComplete(messages: Buffer): boolean {
  for (let at = 0; at + 5 <= messages.length; at += 1 + messages.readUInt32BE(at + 1)) {
    if (messages[at] === READY_FOR_QUERY) return true;
  }
  return false;
}
