import { expectData } from "./api.ts";
import { isApiError } from "./errors.ts";
import { HostCalls, type HostOptions } from "./host-calls.ts";
import { type ExportedQuiz, stringsOf, toFile } from "./host-files.ts";
import { HostSession } from "./host-session.ts";
import { itemsOf } from "./pages.ts";
import { withRetries } from "./retry.ts";
import type {
  HostedSession,
  Imported,
  paths,
  Quiz,
  QuizDraft,
  QuizPage,
  SessionDraft,
  SessionPage,
} from "./types.ts";

export { ApiError, ConnectionError, isApiError } from "./errors.ts";
export type { HostOptions } from "./host-calls.ts";
export type { ExportedQuiz, HostFile } from "./host-files.ts";
export { HostSession, type PlayersQuery } from "./host-session.ts";
export { type SignInOptions, signIn, signInWays } from "./sign-in.ts";
export type * from "./types.ts";

/** A part of a list: up to `limit` items from a page's `nextCursor` on. */
export interface PageQuery {
  limit?: number;
  cursor?: string;
}
/** `format` is detected if it is left out. `from` and `take` choose a part of a long file by questions. */
export type ImportOptions = NonNullable<paths["/api/quizzes/import"]["post"]["parameters"]["query"]>;
export type ExportFormat = NonNullable<
  NonNullable<paths["/api/quizzes/{id}/export"]["get"]["parameters"]["query"]>["format"]
>;

/** What one host may do. Every call is repeated for up to a minute while the server gives no reply or cannot now. */
export class Host {
  readonly #calls: HostCalls;

  constructor(options: HostOptions) {
    this.#calls = new HostCalls(options);
  }

  /** @param draft a quiz from `getQuiz` is one as well: this makes a copy of it */
  createQuiz(draft: QuizDraft): Promise<Quiz> {
    const { largeApi } = this.#calls;
    return this.#calls.created((header) =>
      largeApi.POST("/api/quizzes", { params: { header }, body: bodyOf(draft) }),
    );
  }

  /** Creates a quiz from a file: its text or its bytes. */
  importQuiz(file: string | Uint8Array | Blob, options: ImportOptions = {}): Promise<Imported> {
    const { largeApi } = this.#calls;
    return this.#calls.created((header) =>
      largeApi.POST("/api/quizzes/import", {
        params: { header, query: options },
        headers: { "content-type": "application/octet-stream" },
        body: file,
        // As it is: `fetch` takes each of these.
        bodySerializer: (body: unknown) => body as never,
      }),
    );
  }

  listQuizzes(page: PageQuery = {}): Promise<QuizPage> {
    return this.#calls.retried(() => this.#calls.api.GET("/api/quizzes", { params: { query: page } }));
  }

  /** All of the host's quizzes, newest first, read in pages. */
  allQuizzes(): AsyncIterable<QuizPage["items"][number]> {
    return itemsOf((page) => this.listQuizzes(page));
  }

  getQuiz(id: string): Promise<Quiz> {
    return this.#calls.retried(() => this.#calls.api.GET("/api/quizzes/{id}", { params: { path: { id } } }));
  }

  /**
   * Writes a new version. Sessions that are there keep the version that they started with.
   *
   * @param draft may be what `getQuiz` returned, with changes
   * @param options `version`: the one that the host has changed
   * @throws ApiError `STALE_VERSION` if somebody else has written another version since
   */
  replaceQuiz(id: string, draft: QuizDraft, { version }: { version?: number } = {}): Promise<Quiz> {
    const { device, largeApi } = this.#calls;
    const header = version === undefined ? {} : { "If-Match": `"${version}"` };
    const params = { path: { id }, header };
    const body = bodyOf(draft);
    return withRetries(device, async (failures) => {
      try {
        return await expectData(largeApi.PUT("/api/quizzes/{id}", { params, body }));
      } catch (error) {
        if (failures.length === 0 || version === undefined || !isApiError(error, "STALE_VERSION"))
          throw error;
        // The reply that was lost may have said that this draft is the new version.
        const quiz = await this.getQuiz(id);
        if (quiz.version !== version + 1 || !holds(quiz, body)) throw error;
        return quiz;
      }
    });
  }

  deleteQuiz(id: string): Promise<void> {
    return this.#calls.deleted(() =>
      this.#calls.api.DELETE("/api/quizzes/{id}", { params: { path: { id } } }),
    );
  }

  /** A quiz as a file that imports again. @param format `json` if it is left out */
  exportQuiz(id: string, format?: ExportFormat): Promise<ExportedQuiz> {
    return withRetries(this.#calls.device, async () => {
      const sent = this.#calls.largeApi.GET("/api/quizzes/{id}/export", {
        params: { path: { id }, query: format === undefined ? {} : { format } },
        parseAs: "arrayBuffer",
      });
      const data = await expectData(sent);
      const { response } = await sent;
      return { ...toFile(data, response, "quiz"), notes: stringsOf(response.headers.get("export-notes")) };
    });
  }

  async createSession(draft: SessionDraft): Promise<HostSession> {
    const { api } = this.#calls;
    const state = await this.#calls.created((header) =>
      api.POST("/api/sessions", { params: { header }, body: draft }),
    );
    return this.session(state);
  }

  /** A session that is there already. @param session its id, or its state from a list */
  session(session: string | HostedSession): HostSession {
    return typeof session === "string"
      ? new HostSession(this.#calls, session)
      : new HostSession(this.#calls, session.id, session);
  }

  listSessions(page: PageQuery = {}): Promise<SessionPage> {
    return this.#calls.retried(() => this.#calls.api.GET("/api/sessions", { params: { query: page } }));
  }

  /** All of the host's sessions, newest first, read in pages. */
  allSessions(): AsyncIterable<HostedSession> {
    return itemsOf((page) => this.listSessions(page));
  }
}

/** What a writer of a quiz may send: the server itself gives the id and counts the versions, and refuses both. */
function bodyOf(draft: QuizDraft): QuizDraft {
  const body = { ...draft, id: undefined, version: undefined };
  return body;
}

/** Whether `actual` has all that `wanted` has. It may have more, such as an id and defaults. */
function holds(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return wanted === undefined || actual === wanted;
  return (
    typeof actual === "object" &&
    actual !== null &&
    Object.entries(wanted).every(([name, value]) => holds((actual as Record<string, unknown>)[name], value))
  );
}
