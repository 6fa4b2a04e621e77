import type { SettableDevice } from "./settable-device.ts";

const encoder = new TextEncoder();

/** One connection that a client has opened, as its server sees it. */
export class StreamedReply {
  readonly request: Request;
  readonly response: Promise<Response>;
  #resolve!: (response: Response) => void;
  #reject!: (error: unknown) => void;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly #body: ReadableStream<Uint8Array>;

  constructor(request: Request) {
    this.request = request;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    request.signal.addEventListener("abort", () => this.break());
  }

  get lastEventId(): string | null {
    return this.request.headers.get("last-event-id");
  }

  get isGivenUp(): boolean {
    return this.request.signal.aborted;
  }

  open(contentType = "text/event-stream; charset=utf-8"): this {
    this.#resolve(new Response(this.#body, { headers: { "content-type": contentType } }));
    return this;
  }

  refuse(status: number, body?: object, headers: Record<string, string> = {}): void {
    this.#resolve(new Response(body ? JSON.stringify(body) : "<html>", { status, headers }));
  }

  send(...texts: (string | Uint8Array)[]): this {
    for (const text of texts) {
      this.#controller.enqueue(typeof text === "string" ? encoder.encode(text) : text);
    }
    return this;
  }

  end(): void {
    this.#controller.close();
  }

  /** The connection breaks. */
  break(): void {
    const error = new TypeError("terminated");
    this.#reject(error);
    this.#controller.error(error);
  }
}

/** The connections that a device opens to event streams. Other requests get the right time. */
export function acceptStreams(device: SettableDevice): StreamedReply[] {
  const replies: StreamedReply[] = [];
  device.reply = (request) => {
    if (request.url.includes("/api/time"))
      return Response.json({ now: new Date(device.clock).toISOString() });
    const reply = new StreamedReply(request);
    replies.push(reply);
    return reply.response;
  };
  return replies;
}

/** An event as bytes on the stream. */
export function sse(event: string, id: string, data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
