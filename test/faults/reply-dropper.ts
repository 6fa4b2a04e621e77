import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What a client's message holds that stores answers. */
const INSERT = "from store_answers(";
/** Postgres ends each exchange with this message: `Z`, its length, and `I` where no transaction is open. */
const READY_FOR_QUERY = 0x5a;

/**
 * Stands between PgBouncer and Postgres and carries both ways. Told to, it lets the insert of a batch of answers
 * through, waits until Postgres says that it has committed, keeps that to itself and cuts the connection: nobody
 * on the other side can know what became of the batch.
 */
export class ReplyDropper {
  /** Every how many inserts the reply is dropped; 0 for never. */
  every = 0;
  /** Replies that were dropped so far. */
  dropped = 0;
  #inserts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => this.#carry(client, connect(port, "127.0.0.1")));
  }

  /** @returns the dropper, and the address to use in place of Postgres' own */
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

  #carry(client: Socket, postgres: Socket): void {
    let seen = "";
    let kept: Buffer | undefined;
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
      if (kept === undefined && text.includes(INSERT) && this.#isNext()) kept = Buffer.alloc(0);
      postgres.write(chunk);
    });
    postgres.on("data", (chunk: Buffer) => {
      if (kept === undefined) {
        client.write(chunk);
        return;
      }
      kept = Buffer.concat([kept, chunk]);
      if (!hasEnded(kept)) return;
      this.dropped++;
      cut();
    });
  }

  #isNext(): boolean {
    return this.every > 0 && ++this.#inserts % this.every === 0;
  }
}

/** Whether an exchange's messages, each a type, a length and a body, have come to their end. */
function hasEnded(messages: Buffer): boolean {
  for (let at = 0; at + 5 <= messages.length; at += 1 + messages.readUInt32BE(at + 1)) {
    if (messages[at] === READY_FOR_QUERY) return true;
  }
  return false;
}
