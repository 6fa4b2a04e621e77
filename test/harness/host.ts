import type { Client, Reply } from "./client.ts";
import type {
  HostedSession,
  ImportResult,
  Leaderboard,
  Quiz,
  QuizDraft,
  QuizList,
  Report,
  Roster,
  SessionDraft,
  SessionState,
  Stats,
} from "./contract.ts";

/** The calls of the contract that a host makes. */
export class Host {
  readonly client: Client;
  readonly token: string;

  constructor(client: Client, token: string) {
    this.client = client;
    this.token = token;
  }

  #send<T>(method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
    return this.client.send<T>(method, path, { token: this.token, json, headers });
  }

  createQuiz(quiz: QuizDraft, idempotencyKey?: string): Promise<Reply<Quiz>> {
    return this.#send("POST", "/api/quizzes", quiz, keyHeader(idempotencyKey));
  }
  importQuiz(
    raw: Buffer | string,
    query: string,
    type = "text/plain",
    idempotencyKey?: string,
  ): Promise<Reply<ImportResult>> {
    const headers = { "content-type": type, ...keyHeader(idempotencyKey) };
    return this.client.send("POST", `/api/quizzes/import?${query}`, { token: this.token, raw, headers });
  }
  exportQuiz(id: string, format?: string): Promise<Reply<unknown>> {
    return this.#send("GET", `/api/quizzes/${id}/export${format === undefined ? "" : `?format=${format}`}`);
  }
  listQuizzes(query = ""): Promise<Reply<QuizList>> {
    return this.#send("GET", `/api/quizzes${query}`);
  }
  readQuiz(id: string): Promise<Reply<Quiz>> {
    return this.#send("GET", `/api/quizzes/${id}`);
  }
  replaceQuiz(id: string, quiz: QuizDraft, ifMatch?: string): Promise<Reply<Quiz>> {
    return this.#send(
      "PUT",
      `/api/quizzes/${id}`,
      quiz,
      ifMatch === undefined ? {} : { "if-match": ifMatch },
    );
  }
  deleteQuiz(id: string): Promise<Reply<unknown>> {
    return this.#send("DELETE", `/api/quizzes/${id}`);
  }
  createSession(session: SessionDraft, idempotencyKey?: string): Promise<Reply<HostedSession>> {
    return this.#send("POST", "/api/sessions", session, keyHeader(idempotencyKey));
  }
  deleteSession(sessionId: string): Promise<Reply<unknown>> {
    return this.#send("DELETE", `/api/sessions/${sessionId}`);
  }
  listSessions(query = ""): Promise<Reply<{ items: HostedSession[]; nextCursor?: string | null }>> {
    return this.#send("GET", `/api/sessions${query}`);
  }
  step(
    sessionId: string,
    step: "open" | "next" | "close" | "end" | "extend" | "pause" | "resume",
    seen?: { after: number } | { question: number } | { byMs: number; question?: number },
  ): Promise<Reply<SessionState>> {
    return this.#send("POST", `/api/sessions/${sessionId}/${step}`, seen);
  }
  changeSession(sessionId: string, changes: object): Promise<Reply<HostedSession>> {
    return this.#send("PATCH", `/api/sessions/${sessionId}`, changes);
  }
  screen(sessionId: string): Promise<Reply<{ token: string }>> {
    return this.#send("POST", `/api/sessions/${sessionId}/screen`);
  }
  removePlayer(sessionId: string, playerNo: number, query = ""): Promise<Reply<unknown>> {
    return this.#send("DELETE", `/api/sessions/${sessionId}/players/${playerNo}${query}`);
  }
  /** @param query such as `?nickname=Ana&ban=true` */
  removePlayersNamed(sessionId: string, query: string): Promise<Reply<unknown>> {
    return this.#send("DELETE", `/api/sessions/${sessionId}/players${query}`);
  }
  players(sessionId: string, query = ""): Promise<Reply<Roster>> {
    return this.#send("GET", `/api/sessions/${sessionId}/players${query}`);
  }
  restorePlayer(sessionId: string, playerNo: number): Promise<Reply<unknown>> {
    return this.#send("POST", `/api/sessions/${sessionId}/players/${playerNo}/restore`);
  }
  voidQuestion(sessionId: string, no: number, reason: string): Promise<Reply<unknown>> {
    return this.#send("POST", `/api/sessions/${sessionId}/questions/${no}/void`, { reason });
  }
  correctKey(sessionId: string, no: number, key: object): Promise<Reply<unknown>> {
    return this.#send("PUT", `/api/sessions/${sessionId}/questions/${no}/key`, key);
  }
  report(sessionId: string): Promise<Reply<Report>> {
    return this.#send("GET", `/api/sessions/${sessionId}/report?format=json`);
  }
  responses<T>(sessionId: string, format = "json"): Promise<Reply<T>> {
    return this.#send("GET", `/api/sessions/${sessionId}/responses?format=${format}`);
  }
  reportCsv(sessionId: string): Promise<Reply<undefined>> {
    return this.#send("GET", `/api/sessions/${sessionId}/report?format=csv`);
  }
  reportXlsx(sessionId: string): Promise<Reply<undefined>> {
    return this.#send("GET", `/api/sessions/${sessionId}/report?format=xlsx`);
  }
  stats(sessionId: string, no: number): Promise<Reply<Stats>> {
    return this.#send("GET", `/api/sessions/${sessionId}/questions/${no}/stats`);
  }
  leaderboard(sessionId: string, query = ""): Promise<Reply<Leaderboard>> {
    return this.#send("GET", `/api/sessions/${sessionId}/leaderboard${query}`);
  }
}

function keyHeader(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { "idempotency-key": key };
}
