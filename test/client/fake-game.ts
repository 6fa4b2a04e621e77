import type { AnswerFields, StreamEventName } from "../../client/src/types.ts";
import { SettableDevice } from "./settable-device.ts";

/** What happens to one request, instead of its plain reply. */
export type Fault =
  /** The request never arrives. */
  | "lost"
  /** It is handled, and the reply is lost. */
  | "replyLost"
  /** It is handled, and the reply never comes. */
  | "hangs"
  /** 503; of an answer that is in time, with a receipt. */
  | "putOff"
  /** 503 without a receipt, for 2 s. */
  | "busy"
  /** 429 for 3 s. */
  | "limited"
  /** The page of a proxy. */
  | "proxy";

type Entry = { nickname?: string; key?: string; playerNo?: number };
type Post = { question: number; receipt?: string } & AnswerFields;

const encoder = new TextEncoder();
const HOST = "http://game.test";

/** A gateway with one session and one player, as far as a player sees it, on a device whose time is set by hand. */
export class FakeGame {
  readonly baseUrl = HOST;
  readonly device = new SettableDevice();
  /** What the gateway has stored, by question. */
  readonly stored = new Map<number, AnswerFields>();
  /** Receipts given, by their text: question and answer. */
  readonly receipts = new Map<string, string>();
  /** Bodies of answers that arrived. */
  readonly posts: Post[] = [];
  /** Method and path of all other requests that arrived. */
  readonly calls: string[] = [];
  /** Bodies of joins that arrived. */
  readonly joins: Record<string, unknown>[] = [];
  /** Faults of the next requests by kind of request; without one all goes well. */
  readonly faults: Record<"answers" | "own" | "join", Fault[]> = { answers: [], own: [], join: [] };
  state: "lobby" | "open" | "ended" = "open";
  /** Questions from 1 to this are open or closed. */
  shown = 1;
  readonly closed = new Set<number>();
  players = 1;
  settings = { feedback: "onClose", scoring: "flat" };
  isRemoved = false;
  isDeleted = false;
  token = "token-1";
  /** Whether the way back by pin is open. */
  pinWorks = true;
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #eventNo = 0;
  readonly #keys = new Map<string, number>();

  constructor() {
    this.device.reply = (request) => this.#reply(request);
  }

  now(): string {
    return new Date(this.device.clock).toISOString();
  }

  session(): object {
    return {
      id: "s1",
      title: "A game",
      pace: "host",
      state: this.state,
      players: this.players,
      questions: 9,
      ...(this.state === "open" ? { question: this.question() } : {}),
      settings: this.settings,
      voided: [],
      now: this.now(),
    };
  }

  question(): object {
    const kind = "single";
    return {
      no: this.shown,
      kind,
      text: "?",
      options: [],
      timeLimitMs: 20_000,
      points: 1000,
      openedAt: this.now(),
      closesAt: null,
    };
  }

  /** Sends an event to all streams, and waits until it was read. */
  async send(event: StreamEventName, data: object): Promise<void> {
    for (const stream of this.#streams) stream.enqueue(this.#chunk(event, data));
    await this.device.settle();
  }

  #chunk(event: string, data: object): Uint8Array {
    const json = JSON.stringify({ ...data, now: this.now() });
    return encoder.encode(`id: ${++this.#eventNo}-0\nevent: ${event}\ndata: ${json}\n\n`);
  }

  async close(question: number, key: object): Promise<void> {
    this.closed.add(question);
    await this.send("closed", { question, closedAt: this.now(), ...key });
  }

  async end(): Promise<void> {
    this.state = "ended";
    await this.send("ended", this.session());
    this.dropStreams();
    await this.device.settle();
  }

  /** The server ends all streams. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  async #reply(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    const body = request.method === "POST" ? await request.json() : undefined;
    if (path === "/api/time") return Response.json({ now: this.now() });
    if (path === "/api/join") return this.#withFault("join", request, () => this.#join(body as Entry));
    if (path.endsWith("/events")) return this.#authorized(request) ?? this.#stream(request);
    if (path.endsWith("/answers") && body) {
      return this.#withFault(
        "answers",
        request,
        () => this.#authorized(request) ?? this.#answer(body as Post),
      );
    }
    this.calls.push(path);
    if (path.endsWith("/me/answers")) {
      return this.#withFault("own", request, () => this.#authorized(request) ?? this.#own());
    }
    return error(404, "NOT_FOUND");
  }

  async #withFault(
    kind: keyof FakeGame["faults"],
    request: Request,
    handle: () => Response,
  ): Promise<Response> {
    const fault = this.faults[kind].shift();
    if (fault === "lost") throw new TypeError("fetch failed");
    if (fault === "busy") return error(503, "TRY_AGAIN", { retryAfterMs: 2000 });
    if (fault === "limited") return error(429, "RATE_LIMITED", { retryAfterMs: 3000 });
    if (fault === "proxy") return new Response("<html>", { status: 403 });
    if (fault === "putOff") this.#isPuttingOff = true;
    const reply = handle();
    this.#isPuttingOff = false;
    if (fault === "replyLost") throw new TypeError("fetch failed");
    if (fault === "hangs") {
      return new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
    }
    return reply;
  }
  #isPuttingOff = false;

  #authorized(request: Request): Response | undefined {
    if (this.isDeleted) return error(404, "NOT_FOUND");
    const isValid = request.headers.get("authorization") === `Bearer ${this.token}` && !this.isRemoved;
    return isValid ? undefined : error(401, "INVALID_TOKEN");
  }

  #join(body: Entry): Response {
    this.joins.push(body);
    if (this.isDeleted || this.state === "ended") return error(404, "UNKNOWN_CODE");
    let playerNo = body.playerNo ?? this.#keys.get(body.key!);
    if (body.playerNo !== undefined && (this.isRemoved || !this.pinWorks)) return error(404, "NOT_FOUND");
    const isNew = playerNo === undefined;
    playerNo ??= this.#keys.size + 1;
    if (body.key !== undefined) this.#keys.set(body.key, playerNo);
    const joined = {
      token: this.token,
      sessionId: "s1",
      playerNo,
      nickname: body.nickname ?? "Ann",
      pin: "12345678",
    };
    return Response.json(joined, { status: isNew ? 201 : 200 });
  }

  #answer(body: Post): Response {
    this.posts.push(body);
    const { question, receipt, ...fields } = body;
    const text = `${question} ${sorted(fields)}`;
    if (receipt !== undefined && this.receipts.get(receipt) !== text) {
      return error(422, "VALIDATION_ERROR", [{ path: "receipt", reason: "is not for this answer" }]);
    }
    const standing = this.stored.get(question);
    if (standing) {
      if (sorted(standing) === sorted(fields))
        return Response.json({ status: "repeated", question, elapsedMs: 900 });
      return error(409, "ALREADY_ANSWERED", { answer: { question, ...standing } });
    }
    if (question > this.shown) return error(410, "QUESTION_CLOSED", { reason: "not-open" });
    if (this.closed.has(question) && receipt === undefined)
      return error(410, "QUESTION_CLOSED", { reason: "closed" });
    if (this.state === "ended") return error(410, "SESSION_ENDED", { reason: "closed" });
    if (this.#isPuttingOff) {
      const signed = `receipt-${this.receipts.size + 1}`;
      this.receipts.set(signed, text);
      return error(503, "TRY_AGAIN", { retryAfterMs: 1500, receipt: signed });
    }
    this.stored.set(question, fields);
    return Response.json({ status: "accepted", question, elapsedMs: 900 }, { status: 201 });
  }

  #own(): Response {
    return Response.json(
      [...this.stored].map(([question, answer]) => ({
        question,
        answer,
        elapsedMs: 900,
        ...(this.closed.has(question) ? { points: 1000, correct: true } : {}),
      })),
    );
  }

  #stream(request: Request): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        this.#streams.add(stream);
        stream.enqueue(this.#chunk("state", this.session()));
        if (this.state === "ended") stream.enqueue(this.#chunk("ended", this.session()));
        request.signal.addEventListener("abort", () => {
          if (this.#streams.delete(stream)) stream.error(new DOMException("aborted", "AbortError"));
        });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }
}

function sorted({ choices, ...fields }: AnswerFields): string {
  return JSON.stringify({ ...fields, ...(choices ? { choices: [...choices].sort() } : {}) });
}

function error(status: number, type: string, data?: unknown): Response {
  return Response.json({ name: type, message: type, code: status, type, data }, { status });
}

/** A storage in memory. */
export class MemoryStorage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}
