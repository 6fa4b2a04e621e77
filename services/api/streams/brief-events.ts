import { isDeepStrictEqual } from "node:util";
import { areStatsVisible, type SessionRecord, windowOf } from "../../../platform/domain/session.ts";
import type { publicView } from "../views/session-view.ts";
import type { SessionEvent } from "./session-events.ts";

type View = ReturnType<typeof publicView>;
type ShownQuestion = NonNullable<View["question"]>;
type Stats = { question: number; final: boolean };

/**
 * The players' events in brief: for a question that is shown, closed and counted a stream gets three in the place of six.
 *
 * - `question` and `closed` have the number of `players`, and no `state` follows, where the state is the one before with
 *   this question, or this close.
 * - That a host closes a question is told by `closed` alone, unless late answers are waited for.
 * - Figures of a question come once they are final, together with the leaderboard as a field of `stats`; while a question is
 *   open only if players may watch them.
 */
export class BriefEvents {
  /** The newest state that the streams know. */
  #view: View;
  /** A leaderboard that waits for the final stats of its question. */
  #heldLeaderboard: SessionEvent | undefined;
  #sentSeq: number;

  /** @param sentSeq `seq` of the snapshot whose figures these streams have */
  constructor(view: View, sentSeq: number) {
    this.#view = view;
    this.#sentSeq = sentSeq;
  }

  /** `seq` of the last snapshot of which nothing is held. A client that comes back with it gets what was held. */
  get sentSeq(): number {
    return this.#sentSeq;
  }

  /**
   * The same in brief.
   *
   * @param record the session as these events show it
   * @param sentSeq `seq` of the snapshot of which all was sent
   */
  from(events: readonly SessionEvent[], record: SessionRecord, sentSeq: number): SessionEvent[] {
    const brief = this.#joinFigures(this.#withoutImplied(events), record);
    if (!this.#heldLeaderboard) this.#sentSeq = sentSeq;
    return brief;
  }

  /** Leaves the state out if its listeners can tell it from the other events. */
  #withoutImplied(events: readonly SessionEvent[]): readonly SessionEvent[] {
    const state = events.find(({ event }) => event === "state")?.data as View | undefined;
    if (!state) return events;
    const told = events.filter(isStep);
    if (told.length === 0 && isAboutToClose(this.#view, state))
      return events.filter((one) => one.data !== state);
    const expected = told.reduce(viewAfter, this.#view);
    this.#view = state;
    if (told.length === 0 || !isSameView(expected, state)) return events;
    const { players } = state;
    return events.flatMap((one) => {
      if (one.event === "state") return [];
      return isStep(one) ? [{ ...one, data: { ...one.data, players } }] : [one];
    });
  }

  #joinFigures(events: readonly SessionEvent[], record: SessionRecord): SessionEvent[] {
    const isHeld = ({ event, data }: SessionEvent) => event === "stats" && !isDue(data as Stats, record);
    const held = events.filter(isHeld);
    // Figures that stay hidden until the end hold nothing up.
    const isClosing = held
      .map(({ data }) => (data as Stats).question)
      .some((no) => isRevealed(record, no) && areStatsVisible(record, no));
    const due = events.filter((one) => !isHeld(one) && one.event !== "leaderboard");
    const stats = due.filter(({ event }) => event === "stats");
    const leaderboard = events.findLast(({ event }) => event === "leaderboard") ?? this.#heldLeaderboard;
    const mustWait = stats.length === 0 && (isClosing || leaderboard === this.#heldLeaderboard);
    this.#heldLeaderboard = mustWait ? leaderboard : undefined;
    if (mustWait || !leaderboard) return due;
    const last = stats.at(-1);
    if (!last) return [...due, leaderboard];
    return due.map((one) =>
      one === last ? { ...one, data: { ...one.data, leaderboard: leaderboard.data } } : one,
    );
  }
}

const isStep = ({ event }: SessionEvent) => event === "question" || event === "closed";

const isRevealed = (record: SessionRecord, no: number) => windowOf(record, no)?.revealedAt != null;

/** Whether figures are sent now, or later when they are final. In pace `self` a question never closes. */
function isDue({ final, question }: Stats, record: SessionRecord): boolean {
  const { pace, stats } = record.settings;
  return final || pace === "self" || (stats === "live" && !isRevealed(record, question));
}

/** The state that a listener has after an event, as the client computes it. */
function viewAfter(view: View, { event, data }: SessionEvent): View {
  if (event === "question") return { ...view, question: data as ShownQuestion };
  const { question: no, closedAt } = data as { question: number; closedAt: string | null };
  const { question } = view;
  return question?.no === no ? { ...view, question: { ...question, closesAt: closedAt } } : view;
}

/**
 * Whether all that has changed is that the question is over by now, in a session without grace: its close follows as soon
 * as every answer that was in time is stored.
 */
function isAboutToClose(view: View, state: View): boolean {
  const { question } = state;
  if (!question?.closesAt || state.settings.graceMs > 0 || question.closesAt > state.now) return false;
  const before = view.question;
  if (!before || before.closesAt === question.closesAt) return false;
  return isSameView({ ...view, question: { ...before, closesAt: question.closesAt } }, state);
}

/** Whether two states are the same, except for when they were read, and the number of players. */
function isSameView(one: View, other: View): boolean {
  const rest = (view: View) => ({ ...view, players: 0, asOf: "", now: "" });
  return isDeepStrictEqual(rest(one), rest(other));
}
