import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type Device, thisDevice } from "../../client/src/device.ts";
import { type ConnectionHandlers, StreamConnection } from "../../client/src/stream-connection.ts";
import { eventProblems, exchangeProblems } from "./openapi/exchange-problems.ts";
import { Undescribed } from "./undescribed.ts";
import { until } from "./until.ts";

/** A reply that does not begin within this time hangs, in ms. */
const TIMEOUT_MS = 20_000;

export interface StreamEvent {
  id: string | undefined;
  event: string;
  /** The event's payload, from JSON. */
  data: unknown;
  /** The payload as received. */
  text: string;
  /** When it was received, in ms since the epoch. */
  at: number;
}

export interface StreamOptions {
  token?: string | undefined;
  lastEventId?: string | undefined;
  /** The query of the request. */
  query?: { events: string } | undefined;
}

/**
 * One connection to the event stream of a session, on its own socket, read by the package for clients. It records
 * everything that it receives, and checks each event against the OpenAPI description.
 */
export class EventStream {
  readonly events: StreamEvent[] = [];
  headers: IncomingHttpHeaders = {};
  status = 0;
  ended = false;
  readonly #chunks: Buffer[] = [];
  readonly #connection: StreamConnection;
  /** Called with the reply, or with the error that came instead. */
  readonly #onReply: (error?: Error) => void;

  private constructor(onReply: (error?: Error) => void) {
    this.#onReply = onReply;
    const later: Device["later"] = (task, ms) => {
      // A stream that a test leaves open does not keep its process alive.
      const timer = setTimeout(task, ms).unref();
      return () => clearTimeout(timer);
    };
    const device = { ...thisDevice(), later, fetch: (request: Request) => this.#fetch(request) };
    this.#connection = new StreamConnection(device);
  }

  /** Opens the stream of a session; resolves with the headers of the reply, whatever its status. */
  static open(baseUrl: string, sessionId: string, options: StreamOptions = {}): Promise<EventStream> {
    const search = new URLSearchParams(options.query);
    const request = new Request(new URL(`/api/sessions/${sessionId}/events?${search}`, baseUrl));
    return new Promise((resolve, reject) => {
      const stream = new EventStream((error) => (error === undefined ? resolve(stream) : reject(error)));
      const handlers: ConnectionHandlers = {
        onOpen: () => {},
        onPause: () => {},
        onEvent: (event, text, id) => stream.#record(event, text, id),
      };
      void stream.#connection.run(request, new Headers(headersOf(options)), handlers, TIMEOUT_MS);
    });
  }

  /** All bytes of the stream's body so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
  get comments(): string[] {
    return [...this.bytes.toString("utf8").matchAll(/^: ?(.*)\n/gm)].map(([, text]) => text!);
  }
  /** The `retry:` that is the last word so far: the farewell of a gateway that stops. */
  get retryMs(): number | undefined {
    const ms = /(?:^|\n)retry: ?(\d+)\n\n$/.exec(this.bytes.toString("utf8"))?.[1];
    return ms === undefined ? undefined : Number(ms);
  }
  /** The newest `retry:`, for a connection that breaks. */
  get returnMs(): number | undefined {
    const [, ms] = [...this.bytes.toString("utf8").matchAll(/^retry: ?(\d+)\n/gm)].at(-1) ?? [];
    return ms === undefined ? undefined : Number(ms);
  }
  get lastEventId(): string | undefined {
    return this.events.findLast((event) => event.id !== undefined)?.id;
  }

  eventsNamed(event: string): StreamEvent[] {
    return this.events.filter((one) => one.event === event);
  }

  /** Waits for an event with this name whose data `matches`. */
  next(event: string, matches: (data: unknown) => boolean = () => true, ms?: number): Promise<StreamEvent> {
    return until(
      `the stream has a matching event "${event}" (so far: ${this.events.map((one) => one.event).join(", ")})`,
      () => this.eventsNamed(event).find((one) => matches(one.data)),
      ms,
    );
  }

  close(): void {
    this.#connection.stop(undefined);
  }

  #record(event: string, text: string, id: string | undefined): void {
    const data = JSON.parse(text);
    this.events.push({ id, event, data, text, at: Date.now() });
    const problems = eventProblems({ event, id, data });
    if (problems.length === 0) return;
    const error = new Undescribed(`the event ${event} ${text.slice(0, 600)}`, problems);
    // Nobody may wait for this event: so it fails the test that runs.
    queueMicrotask(() => {
      throw error;
    });
  }

  #fetch(request: Request): Promise<Response> {
    const options = { agent: new Agent({ keepAlive: false }), headers: Object.fromEntries(request.headers) };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(request.url, options, (reply) => {
        this.status = reply.statusCode ?? 0;
        this.headers = reply.headers;
        reply.on("close", () => {
          this.ended = true;
        });
        const problems = headProblems(request.url, this.status, this.headers);
        if (problems.length > 0) {
          sent.destroy(new Undescribed(`the head of ${request.url}`, problems));
          return;
        }
        const headers = { "content-type": String(reply.headers["content-type"]) };
        resolve(new Response(this.#bodyOf(reply), { status: this.status, headers }));
        this.#onReply();
      });
      request.signal.addEventListener("abort", () => sent.destroy());
      sent.on("error", (error) => {
        reject(error);
        this.#onReply(error);
      });
      sent.end();
    });
  }

  #bodyOf(reply: IncomingMessage): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        reply.on("data", (chunk: Buffer) => {
          this.#chunks.push(chunk);
          controller.enqueue(new Uint8Array(chunk));
        });
        reply.on("end", () => controller.close());
        reply.on("error", (error) => controller.error(error));
      },
    });
  }
}

/** What of the head of an open stream is not as described. */
function headProblems(url: string, status: number, headers: IncomingHttpHeaders): string[] {
  if (status !== 200) return [];
  return exchangeProblems({ method: "GET", path: new URL(url).pathname, status, headers, body: Buffer.of() });
}

function headersOf({ token, lastEventId }: StreamOptions): Record<string, string> {
  return {
    accept: "text/event-stream",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
  };
}
