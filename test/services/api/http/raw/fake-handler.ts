import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import {
  type ConnectionHandler,
  RawConnection,
} from "../../../../../services/api/http/raw/raw-connection.ts";
import type { Reply } from "../../../../../services/api/http/response.ts";
import type { ResponseStream } from "../../../../../services/api/http/response-stream.ts";

export const text = (body: string): Reply => ({
  status: 200,
  headers: { "Content-Type": "text/plain" },
  body,
});
export const get = (path: string, ...lines: string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: here", ...lines, "", ""].join("\r\n");

/** A server to whose requests the test replies; "/unmatched" has no route. */
export class FakeHandler implements ConnectionHandler<object> {
  keepAliveMs = 60_000;
  readonly keepAliveHeader = "Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n";
  requestTimeoutMs = 60_000;
  isShuttingDown = false;
  /** If it is set, every request gets this reply at once. */
  replyAtOnce: Reply | undefined;
  readonly requests: {
    url: string;
    body: string;
    reply: (reply: Reply) => Promise<void> | undefined;
    readBody: (limit: number) => Promise<Buffer>;
    openStream: () => ResponseStream;
  }[] = [];
  readonly fallbacks: string[] = [];
  readonly connections = new Set<RawConnection<object>>();
  /** The server's sockets, in the order in which they were opened. */
  readonly sockets: Socket[] = [];
  timeouts = 0;
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    this.sockets.push(socket);
    this.connections.add(new RawConnection(socket, this));
  });

  match({ url }: { url: string }) {
    return url === "/unmatched" ? undefined : {};
  }

  handle(...[{ url }, , body, writer]: Parameters<ConnectionHandler<object>["handle"]>): void {
    const reply = (value: Reply) => writer.send(value, "id-1");
    const readBody = (limit: number) => writer.readBody(limit);
    const openStream = () => writer.openStream("id-1");
    this.requests.push({ url: url ?? "", body: body?.toString() ?? "", reply, readBody, openStream });
    if (this.replyAtOnce) void reply(this.replyAtOnce);
  }

  fallBackToNode(_connection: RawConnection<object>, socket: Socket, bytes: Buffer): void {
    this.fallbacks.push(bytes.toString());
    socket.end("fallback");
  }

  onRequestTimeout(_connection: RawConnection<object>, socket: Socket): void {
    this.timeouts++;
    socket.end("late");
  }

  onClose(connection: RawConnection<object>): void {
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

/** A client that keeps all it receives. */
export class Client {
  readonly socket: Socket;
  received = "";
  hasEnded = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.received += chunk;
    });
    socket.on("end", () => {
      this.hasEnded = true;
    });
    socket.on("error", () => {});
  }

  get okCount(): number {
    return this.received.split("HTTP/1.1 200 OK").length - 1;
  }
}
