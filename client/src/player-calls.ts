import { type Api, createApi, expectData, type Reply } from "./api.ts";
import type { Device } from "./device.ts";
import { postEntry } from "./entry.ts";
import { isRefusal } from "./errors.ts";
import type { StoredAnswer } from "./player-store.ts";
import { withRetries } from "./retry.ts";
import type { Joined, OwnAnswer, Verdict } from "./types.ts";

/** The calls that only read. */
type ReadPath =
  | "/api/sessions/{id}/quiz"
  | "/api/sessions/{id}/questions/{no}/stats"
  | "/api/sessions/{id}/leaderboard"
  | "/api/sessions/{id}/me"
  | "/api/sessions/{id}/me/answers";
type Query = Record<string, string | number | undefined>;

interface CallsOptions {
  baseUrl: string;
  device: Device;
  code: string;
  joined: Joined;
}

/** The calls of one player, with the newest token. */
export class PlayerCalls {
  joined: Joined;
  api: Api;
  readonly #options: CallsOptions;
  readonly #abort = new AbortController();
  #renewal: Promise<boolean> | undefined;
  #ownAnswers: Promise<OwnAnswer[]> | undefined;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.joined = options.joined;
    this.api = createApi({ ...options, token: options.joined.token });
  }

  get isClosed(): boolean {
    return this.#abort.signal.aborted;
  }

  throwIfClosed(): void {
    if (this.isClosed) throw new Error("The player is closed.");
  }

  /** Reads what the path has: its type is the caller's. @param no of a question. @throws ApiError, ConnectionError */
  read<T>(path: ReadPath, query?: Query, no?: number): Promise<T> {
    return withRetries(this.#options.device, () => {
      this.throwIfClosed();
      return this.#get<T>(path, query, no);
    });
  }

  #get<T>(path: ReadPath, query?: Query, no?: number): Promise<T> {
    const params = { path: { id: this.joined.sessionId, no }, query };
    const { signal } = this.#abort;
    const get = this.api.GET as (path: ReadPath, init: object) => Reply<T>;
    return expectData(get(path, { signal, params }));
  }

  /** One attempt to send an answer. @throws ApiError, ConnectionError */
  post(question: number, { fields, receipt }: StoredAnswer, signal: AbortSignal): Promise<Verdict> {
    return expectData(
      this.api.POST("/api/sessions/{id}/answers", {
        params: { path: { id: this.joined.sessionId } },
        // JSON leaves out a receipt that is undefined.
        body: { ...fields, question, receipt: receipt as string },
        signal,
        // So it arrives even if the page is closed right after it. Browsers send at most 64 KB in this way.
        keepalive: receipt === undefined,
      }),
    );
  }

  /** Whoever asks while a reply is under way gets that one. @throws ApiError, ConnectionError */
  ownAnswers(): Promise<OwnAnswer[]> {
    this.#ownAnswers ??= this.#get<OwnAnswer[]>("/api/sessions/{id}/me/answers").finally(() => {
      this.#ownAnswers = undefined;
    });
    return this.#ownAnswers;
  }

  /**
   * Comes back by pin, for another token: once. Not by key: a removed player would then be a new one.
   *
   * @returns false if the player has no way back
   * @throws ApiError, ConnectionError if a retry may help
   */
  renewToken(): Promise<boolean> {
    this.#renewal ??= this.#renew().catch((error) => {
      this.#renewal = undefined;
      throw error;
    });
    return this.#renewal;
  }

  /** Ends what is under way. */
  close(): void {
    this.#abort.abort();
  }

  async #renew(): Promise<boolean> {
    const { code, joined } = this.#options;
    try {
      const entry = await postEntry(this.#options, { code, playerNo: joined.playerNo, pin: joined.pin });
      this.joined = entry.joined;
      this.api = createApi({ ...this.#options, token: entry.joined.token });
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return false;
    }
  }
}
