import type { Api } from "../../client/src/api.ts";
import type { operations } from "../../client/src/api-types.ts";
import type { Client, Reply } from "./client.ts";
import type {
  Audit,
  HostedSession,
  ImportResult,
  KeyCorrection,
  Leaderboard,
  Quiz,
  QuizDraft,
  QuizList,
  Report,
  Responses,
  Roster,
  SessionChanges,
  SessionDraft,
  SessionState,
  Stats,
} from "./contract.ts";

/** The query of an operation of the API. */
export type Query<O extends keyof operations> = operations[O]["parameters"]["query"];
type ExportFormat = NonNullable<Query<"exportQuiz">>["format"];
type HostStep = "open" | "next" | "close" | "end" | "extend" | "pause" | "resume";

/** The calls of the contract that a host makes, through the typed API of the package for clients. */
export class Host {
  readonly client: Client;
  readonly token: string | undefined;

  constructor(client: Client, token: string | undefined) {
    this.client = client;
    this.token = token;
  }

  call<T>(use: (api: Api) => Promise<{ data?: T; error?: unknown }>): Promise<Reply<T>> {
    return this.client.call(this.token, use);
  }

  createQuiz(body: QuizDraft, idempotencyKey?: string): Promise<Reply<Quiz>> {
    return this.call((api) => api.POST("/api/quizzes", { params: keyed(idempotencyKey), body }));
  }
  /** @param type the media type of the file */
  importQuiz(
    body: Buffer | string,
    query: Query<"importQuiz"> = {},
    type = "text/plain",
    idempotencyKey?: string,
  ): Promise<Reply<ImportResult>> {
    const params = { query, ...keyed(idempotencyKey) };
    const options = { body, bodySerializer: (file: unknown) => file, headers: { "content-type": type } };
    return this.call((api) => api.POST("/api/quizzes/import", { params, ...options }));
  }
  exportQuiz(id: string, format?: ExportFormat): Promise<Reply<unknown>> {
    const params = { path: { id }, query: { format } };
    return this.call((api) => api.GET("/api/quizzes/{id}/export", { params, parseAs: "stream" }));
  }
  listQuizzes(query: Query<"listQuizzes"> = {}): Promise<Reply<QuizList>> {
    return this.call((api) => api.GET("/api/quizzes", { params: { query } }));
  }
  readQuiz(id: string): Promise<Reply<Quiz>> {
    return this.call((api) => api.GET("/api/quizzes/{id}", { params: { path: { id } } }));
  }
  replaceQuiz(id: string, body: QuizDraft, ifMatch?: string): Promise<Reply<Quiz>> {
    const params = { path: { id }, header: ifMatch === undefined ? {} : { "If-Match": ifMatch } };
    return this.call((api) => api.PUT("/api/quizzes/{id}", { params, body }));
  }
  deleteQuiz(id: string): Promise<Reply<unknown>> {
    return this.call((api) => api.DELETE("/api/quizzes/{id}", { params: { path: { id } } }));
  }
  createSession(body: SessionDraft, idempotencyKey?: string): Promise<Reply<HostedSession>> {
    return this.call((api) => api.POST("/api/sessions", { params: keyed(idempotencyKey), body }));
  }
  readSession(id: string): Promise<Reply<HostedSession>> {
    const reply = this.call((api) => api.GET("/api/sessions/{id}", { params: { path: { id } } }));
    return reply as Promise<Reply<HostedSession>>;
  }
  deleteSession(id: string): Promise<Reply<unknown>> {
    return this.call((api) => api.DELETE("/api/sessions/{id}", { params: { path: { id } } }));
  }
  listSessions(
    query: Query<"listSessions"> = {},
  ): Promise<Reply<{ items: HostedSession[]; nextCursor?: string | null }>> {
    return this.call((api) => api.GET("/api/sessions", { params: { query } }));
  }
  step(
    id: string,
    step: HostStep,
    seen?: { after: number } | { question: number } | { byMs: number; question?: number },
  ): Promise<Reply<SessionState>> {
    const params = { path: { id } };
    return this.call((api) =>
      step === "extend"
        ? api.POST("/api/sessions/{id}/extend", { params, body: seen as { byMs: number } })
        : api.POST(`/api/sessions/{id}/${step}`, { params, body: seen as never }),
    );
  }
  changeSession(id: string, body: SessionChanges): Promise<Reply<HostedSession>> {
    return this.call((api) => api.PATCH("/api/sessions/{id}", { params: { path: { id } }, body }));
  }
  screen(id: string): Promise<Reply<{ token: string }>> {
    return this.call((api) => api.POST("/api/sessions/{id}/screen", { params: { path: { id } } }));
  }
  removePlayer(id: string, no: number, query: Query<"removePlayer"> = {}): Promise<Reply<unknown>> {
    const params = { path: { id, no }, query };
    return this.call((api) => api.DELETE("/api/sessions/{id}/players/{no}", { params }));
  }
  removePlayersNamed(id: string, query: Query<"removePlayersByNickname">): Promise<Reply<unknown>> {
    const params = { path: { id }, query };
    return this.call((api) => api.DELETE("/api/sessions/{id}/players", { params }));
  }
  players(id: string, query: Query<"listPlayers"> = {}): Promise<Reply<Roster>> {
    return this.call((api) => api.GET("/api/sessions/{id}/players", { params: { path: { id }, query } }));
  }
  restorePlayer(id: string, no: number): Promise<Reply<unknown>> {
    const params = { path: { id, no } };
    return this.call((api) => api.POST("/api/sessions/{id}/players/{no}/restore", { params }));
  }
  voidQuestion(id: string, no: number, reason: string): Promise<Reply<unknown>> {
    const options = { params: { path: { id, no } }, body: { reason } };
    return this.call((api) => api.POST("/api/sessions/{id}/questions/{no}/void", options));
  }
  correctKey(id: string, no: number, body: KeyCorrection): Promise<Reply<unknown>> {
    const options = { params: { path: { id, no } }, body };
    return this.call((api) => api.PUT("/api/sessions/{id}/questions/{no}/key", options));
  }
  report(id: string): Promise<Reply<Report>> {
    const params = { path: { id }, query: { format: "json" as const } };
    const reply = this.call((api) => api.GET("/api/sessions/{id}/report", { params }));
    return reply as Promise<Reply<Report>>;
  }
  reportFile(id: string, format: "csv" | "xlsx"): Promise<Reply<unknown>> {
    const params = { path: { id }, query: { format } };
    return this.call((api) => api.GET("/api/sessions/{id}/report", { params, parseAs: "stream" }));
  }
  responses(id: string): Promise<Reply<Responses>> {
    const params = { path: { id }, query: { format: "json" as const } };
    const reply = this.call((api) => api.GET("/api/sessions/{id}/responses", { params }));
    return reply as Promise<Reply<Responses>>;
  }
  responsesCsv(id: string): Promise<Reply<unknown>> {
    const params = { path: { id }, query: { format: "csv" as const } };
    return this.call((api) => api.GET("/api/sessions/{id}/responses", { params, parseAs: "stream" }));
  }
  audit(id: string): Promise<Reply<Audit>> {
    return this.call((api) => api.GET("/api/sessions/{id}/audit", { params: { path: { id } } }));
  }
  stats(id: string, no: number): Promise<Reply<Stats>> {
    const params = { path: { id, no } };
    return this.call((api) => api.GET("/api/sessions/{id}/questions/{no}/stats", { params }));
  }
  leaderboard(id: string, query: Query<"getLeaderboard"> = {}): Promise<Reply<Leaderboard>> {
    const params = { path: { id }, query };
    return this.call((api) => api.GET("/api/sessions/{id}/leaderboard", { params }));
  }
}

function keyed(key: string | undefined): { header: { "Idempotency-Key"?: string } } {
  return { header: key === undefined ? {} : { "Idempotency-Key": key } };
}
