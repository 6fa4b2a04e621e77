import type { Results } from "../../../platform/contracts/contracts.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import { isOver, type SessionRecord } from "../../../platform/domain/session.ts";
import { type CountingRules, countingRules, rulesChanged } from "../board/counting-rules.ts";
import { type QuestionShape, shapeOf } from "../board/question-shape.ts";

/** Looks sessions and quizzes up in their services. */
export interface SessionLookups {
  lookUpSession(no: number): Promise<Results["sessions.byNo"]>;
  lookUpContent(quizId: string, version: number): Promise<QuizContent | null>;
}

/** All that a board uses of its session. */
export interface BoardSession {
  session: SessionRecord;
  rules: CountingRules;
  /** The shapes of the session's questions, by question number − 1. */
  shapes: QuestionShape[];
}

/** The newest record of one session, from events and look-ups, and the shapes of its questions. */
export class TrackedSession {
  readonly #no: number;
  readonly #lookups: SessionLookups;
  #session: SessionRecord | undefined;
  #rules: CountingRules | undefined;
  #shapes: QuestionShape[] | undefined;

  constructor(no: number, lookups: SessionLookups) {
    this.#no = no;
    this.#lookups = lookups;
  }

  /** The newest record that is known; undefined if none is. */
  get newest(): SessionRecord | undefined {
    return this.#session;
  }

  get isOver(): boolean {
    return this.#session !== undefined && isOver(this.#session);
  }

  /**
   * Applies a record, unless a newer one is known.
   *
   * @returns whether stats or ranks may have changed
   */
  apply(session: SessionRecord): boolean {
    const before = this.#session;
    if (before && session.revision <= before.revision) return false;
    this.#session = session;
    this.#rules = countingRules(session);
    return !before || rulesChanged(before, session);
  }

  /** The session as it is known now; looks it up if no record is known. Null if there is no such session. */
  async load(): Promise<BoardSession | null> {
    if (!this.#session) {
      const found = await this.#lookups.lookUpSession(this.#no);
      if (!found) return null;
      this.apply(found.session);
    }
    this.#shapes ??= await this.#loadShapes(this.#session!);
    return { session: this.#session!, rules: this.#rules!, shapes: this.#shapes };
  }

  async #loadShapes({ id, quizId, version }: SessionRecord): Promise<QuestionShape[]> {
    const content = await this.#lookups.lookUpContent(quizId, version);
    if (!content) throw new Error(`Session ${id} has no quiz.`);
    return content.questions.map(shapeOf);
  }
}
