import { expectData } from "./api.ts";
import type { HostCalls } from "./host-calls.ts";
import { type HostFile, toFile } from "./host-files.ts";
import { type StepFields, type StepName, takeStep } from "./host-steps.ts";
import { itemsOf } from "./pages.ts";
import { withRetries } from "./retry.ts";
import { follow, type SessionFollower } from "./session-follower.ts";
import type {
  Audit,
  HostedSession,
  KeyCorrection,
  Leaderboard,
  QuestionStats,
  Report,
  Responses,
  RosterItem,
  RosterPage,
  SessionChanges,
} from "./types.ts";

/** For a new key, in ms: longer than the server takes to score the answers of a million players again. */
const RESCORE_TIMEOUT_MS = 700_000;

/** Which players: a page of them, those whose nickname contains `q`, or the removed ones. */
export interface PlayersQuery {
  limit?: number;
  cursor?: string;
  q?: string;
  removed?: boolean;
}

/**
 * A session as its host leads it. A step names the question of the newest `state`, so that a press that comes late, or
 * twice, moves nothing that the host did not see.
 */
export class HostSession {
  readonly id: string;
  readonly #calls: HostCalls;
  #state: HostedSession | undefined;
  #follower: SessionFollower | undefined;

  constructor(calls: HostCalls, id: string, state?: HostedSession) {
    this.#calls = calls;
    this.id = id;
    this.#state = state;
  }

  /** The newest state that a reply or an event has shown. Undefined if none has yet. */
  get state(): HostedSession | undefined {
    return this.#state;
  }

  async read(): Promise<HostedSession> {
    const { api } = this.#calls;
    const state = await this.#calls.retried(() => api.GET("/api/sessions/{id}", { params: this.#path }));
    return this.#see(state as HostedSession);
  }

  /** From the lobby to open. */
  open(): Promise<HostedSession> {
    return this.#step("open");
  }

  /** Pace `host`: closes the question that is open and shows the next one. @param seen the question that the host saw */
  next(seen: { after?: number } = {}): Promise<HostedSession> {
    return this.#step("next", (question) => ({ after: question, ...seen }));
  }

  /** Pace `host`: closes the open question now. @param seen the question that the host saw */
  close(seen: { question?: number } = {}): Promise<HostedSession> {
    return this.#step("close", (question) => ({ question, ...seen }));
  }

  /** The open question closes so much later. @param seen the question that the host saw */
  extend(byMs: number, seen: { question?: number } = {}): Promise<HostedSession> {
    return this.#step("extend", (question) => ({ byMs, question, ...seen }));
  }

  /** Pace `auto`: the programme waits once the open question has closed. */
  pause(): Promise<HostedSession> {
    return this.#step("pause");
  }

  /** Pace `auto`: the programme goes on. */
  resume(): Promise<HostedSession> {
    return this.#step("resume");
  }

  end(): Promise<HostedSession> {
    return this.#step("end");
  }

  async change(changes: SessionChanges): Promise<HostedSession> {
    const { api } = this.#calls;
    return this.#see(
      await this.#calls.retried(() => api.PATCH("/api/sessions/{id}", { params: this.#path, body: changes })),
    );
  }

  /** Deletes it with its players and answers, for good. */
  delete(): Promise<void> {
    return this.#calls.deleted(() => this.#calls.api.DELETE("/api/sessions/{id}", { params: this.#path }));
  }

  /** @returns a token for a big screen */
  async screen(): Promise<string> {
    const { api } = this.#calls;
    const { token } = await this.#calls.retried(() =>
      api.POST("/api/sessions/{id}/screen", { params: this.#path }),
    );
    return token;
  }

  /** A page of the players who are in, in order of their numbers. */
  players(query: PlayersQuery = {}): Promise<RosterPage> {
    return this.#calls.retried(() =>
      this.#calls.api.GET("/api/sessions/{id}/players", { params: { ...this.#path, query } }),
    );
  }

  /** All players who are in, read in pages. */
  allPlayers(query: Omit<PlayersQuery, "limit" | "cursor"> = {}): AsyncIterable<RosterItem> {
    return itemsOf((page) => this.players({ ...query, ...page }));
  }

  /** @param options `ban`: without a way back */
  removePlayer(no: number, options: { ban?: boolean } = {}): Promise<void> {
    return this.#calls.deleted(() =>
      this.#calls.api.DELETE("/api/sessions/{id}/players/{no}", {
        params: { path: { id: this.id, no }, query: options },
      }),
    );
  }

  /** Removes all players with a nickname. @param options `ban`: without a way back */
  removePlayersNamed(nickname: string, options: { ban?: boolean } = {}): Promise<void> {
    return this.#calls.deleted(() =>
      this.#calls.api.DELETE("/api/sessions/{id}/players", {
        params: { ...this.#path, query: { nickname, ...options } },
      }),
    );
  }

  /** Takes a removal back. */
  restorePlayer(no: number): Promise<RosterItem> {
    return this.#calls.retried(() =>
      this.#calls.api.POST("/api/sessions/{id}/players/{no}/restore", { params: this.#question(no) }),
    );
  }

  /** The question stops counting for everyone. */
  async voidQuestion(no: number, reason: string): Promise<HostedSession> {
    const { api } = this.#calls;
    return this.#see(
      await this.#calls.retried(() =>
        api.POST("/api/sessions/{id}/questions/{no}/void", { params: this.#question(no), body: { reason } }),
      ),
    );
  }

  /** Gives a question another key. Every stored answer is scored again before this resolves. */
  async correctKey(no: number, correction: KeyCorrection): Promise<HostedSession> {
    const api = this.#calls.within(RESCORE_TIMEOUT_MS);
    return this.#see(
      await this.#calls.retried(() =>
        api.PUT("/api/sessions/{id}/questions/{no}/key", {
          params: this.#question(no),
          body: correction,
        }),
      ),
    );
  }

  report(): Promise<Report> {
    const { largeApi } = this.#calls;
    const report = this.#calls.retried(() =>
      largeApi.GET("/api/sessions/{id}/report", { params: this.#path }),
    );
    return report as Promise<Report>;
  }

  /** @param format `csv`: the final table; `xlsx`: a workbook with summary, questions, players and answers */
  reportFile(format: "csv" | "xlsx"): Promise<HostFile> {
    return this.#file(format, "report", () =>
      this.#calls.largeApi.GET("/api/sessions/{id}/report", {
        params: { ...this.#path, query: { format } },
        parseAs: "arrayBuffer",
      }),
    );
  }

  /** Every answer, in order of player and question. */
  responses(): Promise<Responses> {
    const { largeApi } = this.#calls;
    const responses = this.#calls.retried(() =>
      largeApi.GET("/api/sessions/{id}/responses", { params: this.#path }),
    );
    return responses as Promise<Responses>;
  }

  /** Every answer as CSV. */
  responsesFile(): Promise<HostFile> {
    return this.#file("csv", "responses", () =>
      this.#calls.largeApi.GET("/api/sessions/{id}/responses", {
        params: { ...this.#path, query: { format: "csv" } },
        parseAs: "arrayBuffer",
      }),
    );
  }

  /** How many answers were received, are stored and are counted, and whether these agree. */
  audit(): Promise<Audit> {
    const { api } = this.#calls;
    return this.#calls.retried(() => api.GET("/api/sessions/{id}/audit", { params: this.#path }));
  }

  stats(no: number): Promise<QuestionStats> {
    const { api } = this.#calls;
    return this.#calls.retried(() =>
      api.GET("/api/sessions/{id}/questions/{no}/stats", { params: this.#question(no) }),
    );
  }

  /** Up to 100 places. @param page from the first place on if it is left out */
  leaderboard(page: { from?: number; limit?: number } = {}): Promise<Leaderboard> {
    const { api } = this.#calls;
    return this.#calls.retried(() =>
      api.GET("/api/sessions/{id}/leaderboard", { params: { ...this.#path, query: page } }),
    );
  }

  /** The session's event stream, the same one at each call until it is closed. It keeps `state` up to date. */
  follow(): SessionFollower {
    if (this.#follower && this.#follower.connection !== "closed") return this.#follower;
    const follower = follow({ ...this.#calls.options, sessionId: this.id });
    for (const name of ["state", "ended"] as const)
      follower.on(name, (state) => void this.#see(state as HostedSession));
    this.#follower = follower;
    return follower;
  }

  get #path() {
    return { path: { id: this.id } };
  }

  #question(no: number) {
    return { path: { id: this.id, no } };
  }

  /** Takes a state over, unless a newer one is known. */
  #see(state: HostedSession): HostedSession {
    if (this.#state === undefined || state.asOf >= this.#state.asOf) this.#state = state;
    return state;
  }

  async #step(
    name: StepName,
    fieldsAt: (question: number | undefined) => {
      [Field in keyof StepFields]: StepFields[Field] | undefined;
    } = () => ({}),
  ): Promise<HostedSession> {
    const seen = await this.#seen();
    const fields = fieldsAt(seen.question?.no);
    return this.#see(await takeStep(this.#calls, { id: this.id, name, fields, seen }, () => this.read()));
  }

  /** What the host sees. In pace `auto` the clock moves the session, so only a stream keeps the state up to date. */
  async #seen(): Promise<HostedSession> {
    const isFollowed = this.#follower?.connection === "open";
    return this.#state && (isFollowed || this.#state.pace !== "auto") ? this.#state : this.read();
  }

  #file(
    format: string,
    name: string,
    send: () => Promise<{ data?: ArrayBuffer; error?: unknown; response: Response }>,
  ): Promise<HostFile> {
    return withRetries(this.#calls.device, async () => {
      const sent = send();
      return toFile(await expectData(sent), (await sent).response, `${name}.${format}`);
    });
  }
}
