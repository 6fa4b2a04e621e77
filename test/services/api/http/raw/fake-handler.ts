import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type PlainServer, RawConnection } from "../../../../../services/api/http/raw/raw-connection.ts";
import type { Reply } from "../../../../../services/api/http/request-context.ts";
import type { Outlet } from "../../../../../services/api/http/response-stream.ts";
import type { Route } from "../../../../../services/api/routing/route.ts";

export const text = (body: string): Reply => ({
  status: 200,
  headers: { "Content-Type": "text/plain" },
  body,
});
export const get = (path: string, ...lines: string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: here", ...lines, "", ""].join("\r\n");

/** A server whose requests are answered by hand; "/odd" is not for it. */
export class ByHand implements PlainServer {
  keepAliveMs = 60_000;
  requestMs = 60_000;
  isClosing = false;
  readonly asked: { url: string; body: string; answer: (reply: Reply) => void; open: () => Outlet }[] = [];
  readonly handedOver: string[] = [];
  readonly connections = new Set<RawConnection>();
  /** The server's ends of all connections, in the order in which they came. */
  readonly sockets: Socket[] = [];
  late = 0;
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    this.sockets.push(socket);
    this.connections.add(new RawConnection(socket, this));
  });

  find({ url }: { url: string }) {
    return url === "/odd" ? undefined : { route: {} as Route, params: {} };
  }

  serve(...[{ url }, , body, wayBack]: Parameters<PlainServer["serve"]>): void {
    const answer = (given: Reply) => wayBack.send(given, "id-1");
    const open = () => wayBack.open("id-1");
    this.asked.push({ url: url ?? "", body: body.toString(), answer, open });
  }

  handOver(_connection: RawConnection, socket: Socket, bytes: Buffer): void {
    this.handedOver.push(bytes.toString());
    socket.end("theirs");
  }

  refuseLate(_connection: RawConnection, socket: Socket): void {
    this.late++;
    socket.end("late");
  }

  ended(connection: RawConnection): void {
    this.connections.delete(connection);
  }

  async client(): Promise<Client> {
    if (!this.#server.listening) await once(this.#server.listen(0, "127.0.0.1"), "listening");
    const { port } = this.#server.address() as AddressInfo;
    return new Client(connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true }));
  }

  stop(): void {
    this.#server.close();
    for (const connection of this.connections) connection.destroy();
  }
}

/** Who is connected to it. */
export class Client {
  readonly socket: Socket;
  heard = "";
  hasEnded = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.heard += chunk;
    });
    socket.on("end", () => {
      this.hasEnded = true;
    });
    socket.on("error", () => {});
  }

  get statuses(): number {
    return this.heard.split("HTTP/1.1 200 OK").length - 1;
  }
}
