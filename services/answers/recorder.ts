import { currentTime } from "../../platform/clock.ts";
import {
  type AnswerColumns,
  type AnswerVerdicts,
  DELIVERY,
  VERDICT,
} from "../../platform/contracts/contracts.ts";
import type { StoredAnswer } from "../../platform/domain/answer.ts";
import { isEmptyWindow } from "../../platform/domain/session.ts";
import { AnswerBatch, type StoreOutcome } from "./answer-batch.ts";
import { isCorrect, isSame, scoreOf, toAnswerBody, toStoredAnswer } from "./grading.ts";
import type { GradingContext, GradingContextCache } from "./grading-context.ts";
import type { PutOffFate } from "./put-off.repo.ts";
import { pointsFor } from "./scoring.ts";
import { Verdicts } from "./verdicts.ts";

/** Maximum number of times an answer is graded if its key keeps changing. Then the player is asked to try again. */
const MAX_GRADINGS = 4;

/** The largest value of an int column. */
const MAX_STORABLE_MS = 2_147_483_647;

/** The answers of one set of columns that have no verdict yet. */
interface UndecidedAnswers {
  columns: AnswerColumns;
  /** The index of the first answer of these columns among all answers of the call. */
  offset: number;
  /** Indexes in the columns. */
  positions: number[];
}

/** Null: there is no such session. "unavailable": the context could not be loaded. */
type LoadedContext = GradingContext | null | "unavailable";

/** Grades answers, stores them, and returns a verdict on each. */
export class Recorder {
  readonly #contexts: GradingContextCache;
  readonly #store: (batch: AnswerBatch) => Promise<StoreOutcome[]>;
  readonly #noteFates: (fates: PutOffFate[]) => Promise<void>;

  /**
   * @param store resolves with the outcome of each answer of a batch, in order, once they are committed
   * @param noteFates writes down which put-off answers do not count
   */
  constructor(
    contexts: GradingContextCache,
    store: (batch: AnswerBatch) => Promise<StoreOutcome[]>,
    noteFates: (fates: PutOffFate[]) => Promise<void> = async () => {},
  ) {
    this.#contexts = contexts;
    this.#store = store;
    this.#noteFates = noteFates;
  }

  /** @returns the verdicts on all answers, in the order of the columns and of the answers in each */
  async record(received: readonly AnswerColumns[]): Promise<AnswerVerdicts> {
    let length = 0;
    let undecided = received.map((columns): UndecidedAnswers => {
      const offset = length;
      length += columns.player.length;
      return { columns, offset, positions: [...columns.player.keys()] };
    });
    const verdicts = new Verdicts(length);
    for (let attempt = 0; attempt < MAX_GRADINGS && undecided.length > 0; attempt++) {
      undecided = await this.#gradeAndStore(verdicts, undecided, attempt > 0);
    }
    return verdicts.toColumns();
  }

  /** Grades and stores answers. Returns those that must be graded again because their key has changed. */
  async #gradeAndStore(
    verdicts: Verdicts,
    undecided: readonly UndecidedAnswers[],
    reload: boolean,
  ): Promise<UndecidedAnswers[]> {
    const contexts = await this.#contextsFor(undecided, reload);
    const batch = new AnswerBatch();
    const graded = undecided.map((answers) => {
      const firstRow = batch.length;
      const positions = grade(verdicts, answers, contexts.get(answers.columns.session)!, batch);
      return { answers: { ...answers, positions }, firstRow };
    });
    const outcomes = await this.#store(batch);
    const fates: PutOffFate[] = [];
    const again = graded
      .map(({ answers, firstRow }) => {
        const context = contexts.get(answers.columns.session) as GradingContext;
        const positions = answers.positions.filter((position, index) => {
          const row = firstRow + index;
          const fate =
            answers.columns.delivery >= DELIVERY.receipt && fateOf(context, batch, row, outcomes[row]!);
          if (fate) fates.push(fate);
          return !applyOutcome(verdicts, answers.offset + position, context, batch, row, outcomes[row]!);
        });
        return { ...answers, positions };
      })
      .filter(({ positions }) => positions.length > 0);
    if (fates.length > 0) await this.#noteFates(fates);
    return again;
  }

  /** Loads the contexts of all sessions in parallel. If one cannot be loaded, its answers stay undecided. */
  async #contextsFor(
    undecided: readonly UndecidedAnswers[],
    reload: boolean,
  ): Promise<Map<number, LoadedContext>> {
    const bySession = Map.groupBy(undecided, ({ columns }) => columns.session);
    const contexts = await Promise.all(
      [...bySession].map(async ([session, answers]) => {
        const context = await this.#contextFor(session, answers, reload).catch(() => "unavailable" as const);
        return [session, context] as const;
      }),
    );
    return new Map(contexts);
  }

  /**
   * Loads the context of a session. A cached one that may be too old for an answer is loaded again: it must know of each
   * opening and each extension that was decided before the answer arrived.
   */
  async #contextFor(
    session: number,
    undecided: readonly UndecidedAnswers[],
    reload: boolean,
  ): Promise<GradingContext | null> {
    const context = await this.#contexts.get(session, reload ? currentTime() : 0);
    const isStale = undecided.some(({ columns, positions }) =>
      positions.some((position) =>
        context?.isStaleFor(columns.question, columns.baseTime + columns.offsetMs[position]!),
      ),
    );
    return isStale ? this.#contexts.get(session, currentTime()) : context;
  }
}

/**
 * Grades answers and adds them to the batch. Answers that are malformed, or that arrived before their window opened, or
 * whose question closed before it opened, are rejected at once.
 *
 * @returns the positions of the answers that were added
 */
function grade(
  verdicts: Verdicts,
  { columns, offset, positions }: UndecidedAnswers,
  context: LoadedContext,
  batch: AnswerBatch,
): number[] {
  if (context === "unavailable") return [];
  const no = columns.question;
  const question = context?.question(no);
  if (!context || !question) {
    const fieldError = { path: "question", reason: `there is no question ${no}` };
    for (const position of positions) verdicts.reject(offset + position, VERDICT.invalid, fieldError);
    return [];
  }
  const window = context.window(no);
  const key = context.key(no);
  const maxElapsedMs = Math.min(context.maxElapsedMs(no) ?? MAX_STORABLE_MS, MAX_STORABLE_MS);
  const { scoring } = context.session.settings;
  return positions.filter((position) => {
    // The window is checked first: before a question opens, a reply must not reveal anything about it.
    const receivedAt = columns.baseTime + columns.offsetMs[position]!;
    if (!window || receivedAt < window.openedAt) {
      verdicts.reject(
        offset + position,
        context.session.endedAt === null ? VERDICT.notOpen : VERDICT.sessionEnded,
      );
      return false;
    }
    if (isEmptyWindow(window)) {
      verdicts.reject(
        offset + position,
        context.session.endedAt === null ? VERDICT.late : VERDICT.sessionEnded,
      );
      return false;
    }
    const answer = toStoredAnswer(
      question,
      columns.type,
      columns.bits[position] ?? 0,
      columns.response[position] ?? null,
    );
    if ("reason" in answer) {
      verdicts.reject(offset + position, VERDICT.invalid, answer);
      return false;
    }
    // Only the elapsed time has a credit: whether the answer is late, its arrival alone decides.
    const creditMs = columns.creditMs?.[position] ?? 0;
    const elapsedMs = Math.min(Math.max(receivedAt - window.openedAt - creditMs, 0), maxElapsedMs);
    const score = scoreOf(question, key, answer);
    batch.session.push(columns.session);
    batch.question.push(no);
    batch.player.push(columns.player[position]!);
    batch.choice.push(answer.choice);
    batch.response.push(answer.response);
    batch.elapsedMs.push(elapsedMs);
    batch.points.push(pointsFor(score, scoring, question.points, question.timeLimitMs, elapsedMs));
    batch.correct.push(isCorrect(score));
    batch.receivedAt.push(receivedAt);
    batch.keyRevision.push(window.keyRevision);
    batch.delivery.push(columns.delivery);
    return true;
  });
}

/** What to note about a put-off answer; undefined if it counts or never could. */
function fateOf(
  context: GradingContext,
  batch: AnswerBatch,
  row: number,
  outcome: StoreOutcome,
): PutOffFate | undefined {
  const session = batch.session[row]!;
  const question = batch.question[row]!;
  const about = { session, question, player: batch.player[row]!, receivedAt: batch.receivedAt[row]! };
  if (outcome.kind === "expired") return { ...about, fate: "expired" };
  if (outcome.kind !== "duplicate") return undefined;
  const sent: StoredAnswer = { choice: batch.choice[row]!, response: batch.response[row]! };
  return isSame(context.question(question)!, sent, outcome.existing)
    ? undefined
    : { ...about, fate: "contested" };
}

/** Turns the outcome of a row into the verdict on its answer. Returns false if the answer must be graded again. */
function applyOutcome(
  verdicts: Verdicts,
  index: number,
  context: GradingContext,
  batch: AnswerBatch,
  row: number,
  outcome: StoreOutcome,
): boolean {
  switch (outcome.kind) {
    case "regrade":
      return false;
    case "stored":
      verdicts.accept(index, batch.elapsedMs[row]!, batch.points[row]!, batch.correct[row]!);
      return true;
    case "duplicate": {
      const no = batch.question[row]!;
      const question = context.question(no)!;
      const sent: StoredAnswer = { choice: batch.choice[row]!, response: batch.response[row]! };
      const { existing } = outcome;
      verdicts.duplicate(
        index,
        existing,
        isSame(question, sent, existing) ? null : toAnswerBody(question, no, existing),
      );
      return true;
    }
    case "late":
    case "expired":
      verdicts.reject(index, context.session.endedAt === null ? VERDICT.late : VERDICT.sessionEnded);
      return true;
    case "notOpen":
      verdicts.reject(index, VERDICT.notOpen);
      return true;
    case "unsettled":
      // It stays undecided: the player is asked to send it again.
      return true;
    case "unstorable":
      verdicts.reject(index, VERDICT.invalid, { path: "", reason: "this answer cannot be stored" });
      return true;
  }
}
