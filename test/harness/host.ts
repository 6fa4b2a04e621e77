import type { Client, Reply } from "./client.ts";
import type {
  HostedSession,
  ImportResult,
  Leaderboard,
  Quiz,
  QuizDraft,
  QuizList,
  Report,
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

  createQuiz(quiz: QuizDraft): Promise<Reply<Quiz>> {
    return this.#send("POST", "/api/quizzes", quiz);
  }
  importQuiz(raw: Buffer | string, query: string, type = "text/plain"): Promise<Reply<ImportResult>> {
    const headers = { "content-type": type };
    return this.client.send("POST", `/api/quizzes/import?${query}`, { token: this.token, raw, headers });
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
  createSession(session: SessionDraft): Promise<Reply<HostedSession>> {
    return this.#send("POST", "/api/sessions", session);
  }
  listSessions(query = ""): Promise<Reply<{ items: HostedSession[]; nextCursor?: string | null }>> {
    return this.#send("GET", `/api/sessions${query}`);
  }
  step(
    sessionId: string,
    step: "open" | "next" | "close" | "end",
    seen?: { after: number } | { question: number },
  ): Promise<Reply<SessionState>> {
    return this.#send("POST", `/api/sessions/${sessionId}/${step}`, seen);
  }
  removePlayer(sessionId: string, playerNo: number): Promise<Reply<unknown>> {
    return this.#send("DELETE", `/api/sessions/${sessionId}/players/${playerNo}`);
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
  reportCsv(sessionId: string): Promise<Reply<undefined>> {
    return this.#send("GET", `/api/sessions/${sessionId}/report?format=csv`);
  }
  stats(sessionId: string, no: number): Promise<Reply<Stats>> {
    return this.#send("GET", `/api/sessions/${sessionId}/questions/${no}/stats`);
  }
  leaderboard(sessionId: string, query = ""): Promise<Reply<Leaderboard>> {
    return this.#send("GET", `/api/sessions/${sessionId}/leaderboard${query}`);
  }
}
