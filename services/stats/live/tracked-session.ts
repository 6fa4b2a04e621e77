import type { Results } from "../../../platform/contracts/contracts.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import { isOver, type SessionRecord } from "../../../platform/domain/session.ts";
import { countsDifferently, type WhatCounts, whatCounts } from "../board/counting-rules.ts";
import { type QuestionShape, shapeOf } from "../board/question-shape.ts";

/** Where sessions and quizzes are looked up. */
export interface Lookups {
  session(no: number): Promise<Results["sessions.byNo"]>;
  content(quizId: string, version: number): Promise<QuizContent | null>;
}

/** A session as a board has to know it. */
export interface Subject {
  session: SessionRecord;
  counts: WhatCounts;
  /** Of its questions, by number − 1. */
  shapes: QuestionShape[];
}

/** The newest record of one session, from events and look-ups, and the shapes of its questions. */
export class KnownSession {
  readonly #no: number;
  readonly #lookups: Lookups;
  #session: SessionRecord | undefined;
  #counts: WhatCounts | undefined;
  #shapes: QuestionShape[] | undefined;

  constructor(no: number, lookups: Lookups) {
    this.#no = no;
    this.#lookups = lookups;
  }

  get isOver(): boolean {
    return this.#session !== undefined && isOver(this.#session);
  }

  /**
   * Takes in a record, unless a newer one is known.
   *
   * @returns whether figures or ranks may now be others
   */
  take(session: SessionRecord): boolean {
    const before = this.#session;
    if (before && session.revision <= before.revision) return false;
    this.#session = session;
    this.#counts = whatCounts(session);
    return !before || countsDifferently(before, session);
  }

  /** The session as it is known by now, looked up where it is not; null where there is none. */
  async subject(): Promise<Subject | null> {
    if (!this.#session) {
      const found = await this.#lookups.session(this.#no);
      if (!found) return null;
      this.take(found.session);
    }
    this.#shapes ??= await this.#shapesOf(this.#session!);
    return { session: this.#session!, counts: this.#counts!, shapes: this.#shapes };
  }

  async #shapesOf({ id, quizId, version }: SessionRecord): Promise<QuestionShape[]> {
    const content = await this.#lookups.content(quizId, version);
    if (!content) throw new Error(`Session ${id} has no quiz.`);
    return content.questions.map(shapeOf);
  }
}
