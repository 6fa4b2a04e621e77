import { once } from "node:events";
import { Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { Connection } from "./connection.ts";
import {
  type Exchange,
  type Fault,
  type Faulty,
  type Injected,
  matches,
  type Outage,
  type Rule,
} from "./rules.ts";
import { endToEnd, type Incoming, isStream, sendTo } from "./upstream.ts";

/** A proxy in front of a gateway that injects faults: into requests by rules, and into the network as a whole. */
export class FaultProxy {
  readonly exchanges: Exchange[] = [];
  /** The gateway's base URL. */
  upstream: string;
  readonly #rules: { rule: Rule; fault: Fault; injected: Injected }[] = [];
  readonly #server: Server;
  readonly #http = new HttpServer({ keepAliveTimeout: 75_000 });
  readonly #connections = new Map<object, Connection>();
  #outage: Outage | undefined;

  private constructor(upstream: string) {
    this.upstream = upstream;
    this.#server = createServer((socket) => this.#accept(socket));
    this.#http.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#handle(request, response).catch(() => this.#connections.get(request.socket)?.destroy());
    });
  }

  static async open(upstream: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get isClosed(): boolean {
    return !this.#server.listening;
  }

  /** The requests so far to a path with this end. */
  requestsTo(method: string, path: string): Exchange[] {
    return this.exchanges.filter((exchange) => matches({ method, path }, exchange));
  }

  /** Injects a fault into requests that match the rule. Of several rules the first that applies is used. */
  inject(rule: Rule, fault: Fault): Injected {
    const injected = { matched: 0, hits: 0 };
    this.#rules.push({ rule, fault, injected });
    return injected;
  }

  /** Cuts the network: open connections go silent without an end, and new ones are of no use. */
  cutNetwork(outage: Outage): void {
    this.#outage = outage;
    for (const connection of this.#connections.values()) connection.cut(outage.after);
  }

  restoreNetwork(): void {
    const { after } = this.#outage!;
    this.#outage = undefined;
    for (const connection of this.#connections.values()) connection.restore(after);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const connection of this.#connections.values()) connection.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    if (this.#outage?.opens === "is refused") {
      socket.resetAndDestroy();
      return;
    }
    const connection = new Connection(socket);
    this.#connections.set(connection.server, connection);
    this.#http.emit("connection", connection.server);
    if (this.#outage) connection.cut(this.#outage.after);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const connection = this.#connections.get(request.socket)!;
    const at = Date.now();
    const body = await buffer(request);
    const { method = "", url = "" } = request;
    const exchange: Exchange = { method, path: url, body: body.toString("utf8"), at, isFaulty: false };
    this.exchanges.push(exchange);
    const fault = this.#faultOf(exchange);
    exchange.isFaulty = fault !== undefined;
    const faulty = this.#faulty({ exchange, connection, response, request, body });
    await (fault ? fault(faulty) : faulty.pass());
  }

  #faultOf(exchange: Exchange): Fault | undefined {
    let found: Fault | undefined;
    for (const { rule, fault, injected } of this.#rules) {
      if (!matches(rule, exchange)) continue;
      const { nth = 1, times = 1 } = rule;
      injected.matched++;
      if (found || injected.matched < nth || injected.matched >= nth + times) continue;
      injected.hits++;
      found = fault;
    }
    return found;
  }

  #faulty(parts: Pick<Faulty, "exchange" | "connection" | "response"> & Incoming): Faulty {
    const { exchange, connection, response } = parts;
    const open = async () => {
      const head = await sendTo(this.upstream, parts);
      exchange.status = head.statusCode ?? 0;
      return head;
    };
    const forward = async () => {
      const head = await open();
      const body = await buffer(head);
      exchange.reply = body.toString("utf8");
      return { head, body };
    };
    const pass = async () => {
      const head = await open();
      response.writeHead(head.statusCode ?? 0, endToEnd(head.headers));
      if (!isStream(head)) {
        const body = await buffer(head);
        exchange.reply = body.toString("utf8");
        response.end(body);
        return;
      }
      response.flushHeaders();
      for await (const chunk of head) response.write(chunk);
      response.end();
    };
    return { exchange, connection, response, open, forward, pass };
  }
}
