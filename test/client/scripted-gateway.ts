import type { Device } from "../../client/src/device.ts";

/** What the gateway saw of a request. */
export interface SeenRequest {
  /** Method and path with query, such as `POST /api/quizzes`. */
  call: string;
  headers: Headers;
  body: string;
}

/** A reply as JSON, a whole response, or "lost": the connection breaks. */
export type ScriptedReply =
  | { status: number; json?: unknown; headers?: Record<string, string> }
  | Response
  | "lost";

/** Waits of the client that are at least this long are timeouts of calls, in ms. They never come. */
const TIMEOUT_MS = 15_000;

/** A device whose network is a script of replies, in order, and on which every wait is over at once. */
export class ScriptedGateway {
  readonly requests: SeenRequest[] = [];
  readonly waits: number[] = [];
  readonly device: Device;
  readonly #replies: ScriptedReply[];
  #now = Date.parse("2026-01-01T00:00:00.000Z");

  constructor(replies: ScriptedReply[]) {
    this.#replies = [...replies];
    this.device = {
      fetch: (request) => this.#reply(request),
      now: () => this.#now,
      monotonic: () => this.#now,
      random: () => 0.5,
      later: (task, ms) => this.#later(task, ms),
      onReturn: () => () => {},
    };
  }

  /** Method and path of all requests. */
  get calls(): string[] {
    return this.requests.map(({ call }) => call);
  }

  async #reply(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    this.requests.push({ call: `${request.method} ${pathname}${search}`, headers: request.headers, body });
    const reply = this.#replies.shift();
    if (reply === undefined) throw new Error(`no reply is left for ${this.calls.at(-1)}`);
    if (reply === "lost") throw new TypeError("fetch failed");
    if (reply instanceof Response) return reply;
    const { status, json, headers } = reply;
    return new Response(json === undefined ? null : JSON.stringify(json), {
      status,
      ...(headers ? { headers } : {}),
    });
  }

  #later(task: () => void, ms: number): () => void {
    if (ms >= TIMEOUT_MS) return () => {};
    this.waits.push(ms);
    const timer = setImmediate(() => {
      this.#now += ms;
      task();
    });
    return () => clearImmediate(timer);
  }
}

/** A refusal as the API sends it. */
export function refusal(
  status: number,
  type: string,
  data: unknown = {},
  headers?: Record<string, string>,
): ScriptedReply {
  return {
    status,
    json: { name: "Error", message: type, code: status, type, data },
    ...(headers ? { headers } : {}),
  };
}
