import { Agent, type ClientRequest, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { createParser } from "eventsource-parser";
import { until } from "./until.ts";

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
}

/** One connection to the event stream of a session, on its own socket. It records everything that it receives. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  readonly comments: string[] = [];
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  retryMs: number | undefined;
  ended = false;
  readonly #chunks: Buffer[] = [];
  readonly #request: ClientRequest;

  private constructor(request: ClientRequest, status: number, headers: IncomingHttpHeaders) {
    this.#request = request;
    this.status = status;
    this.headers = headers;
  }

  /** Opens the stream of a session; resolves with the headers of the reply, whatever its status. */
  static open(baseUrl: string, sessionId: string, options: StreamOptions = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        new URL(`/api/sessions/${sessionId}/events`, baseUrl),
        { agent: new Agent({ keepAlive: false }), headers: headersOf(options) },
        (response) => {
          const stream = new EventStream(request, response.statusCode ?? 0, response.headers);
          const decoder = new TextDecoder();
          const parser = createParser({
            onEvent: ({ id, event = "message", data }) => stream.#record(id, event, data),
            onComment: (comment) => stream.comments.push(comment),
            onRetry: (ms) => {
              stream.retryMs = ms;
            },
          });
          response.on("data", (chunk: Buffer) => {
            stream.#chunks.push(chunk);
            parser.feed(decoder.decode(chunk, { stream: true }));
          });
          response.on("close", () => {
            stream.ended = true;
          });
          response.on("error", () => undefined);
          resolve(stream);
        },
      );
      request.on("error", reject);
      request.end();
    });
  }

  #record(id: string | undefined, event: string, text: string): void {
    this.events.push({ id, event, data: JSON.parse(text), text, at: Date.now() });
  }

  /** All bytes of the stream's body so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
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
    this.#request.destroy();
  }
}

function headersOf({ token, lastEventId }: StreamOptions): Record<string, string> {
  return {
    accept: "text/event-stream",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
  };
}
