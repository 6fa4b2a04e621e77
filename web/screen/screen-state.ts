import type {
  HostedSession,
  Leaderboard,
  QuestionStats,
  Session,
  ShownQuestion,
  StreamEvent,
  StreamPayloads,
} from "../../client/src/types.ts";

/** How many names of those who arrived are kept: the server tells no more either. */
const MAX_NAMES = 50;

export interface Arrival {
  playerNo: number;
  nickname: string;
}

/** What a close told about a question, as far as the settings allow it. */
export type Reveal = Pick<StreamPayloads["closed"], "closedAt" | "correct" | "answer" | "explanation">;

/** All that a screen knows of its session. Each event makes a new one. */
export interface ScreenState {
  session: Session | HostedSession | undefined;
  /** The question that was shown last. */
  question: ShownQuestion | undefined;
  /** By the numbers of the questions: those that have closed for good. */
  reveals: ReadonlyMap<number, Reveal>;
  stats: ReadonlyMap<number, QuestionStats>;
  leaderboard: Leaderboard | undefined;
  /** The places after the question before, from which the rows move. */
  previousPlaces: Leaderboard["places"] | undefined;
  /** The last question that the leaderboard counts: when it counts the next one, it becomes the previous. */
  leaderboardOf: number;
  /** Who came last, the newest at the end. */
  arrivals: readonly Arrival[];
}

export const NOTHING_YET: ScreenState = {
  session: undefined,
  question: undefined,
  reveals: new Map(),
  stats: new Map(),
  leaderboard: undefined,
  previousPlaces: undefined,
  leaderboardOf: 0,
  arrivals: [],
};

/** The state after an event of the session's stream. An event that comes again changes nothing. */
export function afterEvent(state: ScreenState, { event, data }: StreamEvent): ScreenState {
  switch (event) {
    case "state":
    case "ended":
      // A close that changes (extend, close now) comes with the state.
      return { ...state, session: data, question: data.question ?? state.question };
    case "question": {
      const { now: _, ...question } = data;
      return { ...state, question };
    }
    case "closed": {
      const { question: no, now: _, ...reveal } = data;
      return { ...state, reveals: new Map(state.reveals).set(no, reveal) };
    }
    case "corrected": {
      const { question: no, now: _, voided: __, ...key } = data;
      const reveal = state.reveals.get(no);
      return reveal ? { ...state, reveals: new Map(state.reveals).set(no, { ...reveal, ...key }) } : state;
    }
    case "stats":
      return { ...state, stats: new Map(state.stats).set(data.question, data) };
    case "leaderboard":
      return withLeaderboard(state, data);
    case "joined":
      return { ...state, arrivals: withArrivals(state.arrivals, data.players) };
    case "removed":
      return { ...state, arrivals: state.arrivals.filter(({ playerNo }) => playerNo !== data.playerNo) };
  }
}

function withLeaderboard(state: ScreenState, leaderboard: Leaderboard): ScreenState {
  const shown = state.question?.no ?? 0;
  // It counts a question from its close on; if players learn at once, from its first answer on.
  const counts = state.reveals.has(shown) || state.session?.settings.feedback === "immediate";
  const no = counts ? shown : shown - 1;
  const isNext = state.leaderboard !== undefined && no !== state.leaderboardOf;
  return {
    ...state,
    leaderboard,
    leaderboardOf: no,
    previousPlaces: isNext ? state.leaderboard!.places : state.previousPlaces,
  };
}

function withArrivals(known: readonly Arrival[], arrived: readonly Arrival[]): readonly Arrival[] {
  const numbers = new Set(arrived.map(({ playerNo }) => playerNo));
  return [...known.filter(({ playerNo }) => !numbers.has(playerNo)), ...arrived].slice(-MAX_NAMES);
}

/** The stats of a question with what its close told. */
export function revealedStats(state: ScreenState, no: number): QuestionStats {
  const { closedAt: _, ...key } = state.reveals.get(no) ?? { closedAt: null };
  const stats = state.stats.get(no) ?? { question: no, attempts: 0, asOf: "", final: false };
  return { ...stats, ...key };
}
