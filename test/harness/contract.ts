/** The REST contract as types, written from its text alone, so that the tests do not depend on the services. */

export type * from "./contract-stats.ts";

export type Pace = "host" | "self" | "auto";
export type FeedbackTime = "onClose" | "immediate" | "onEnd";
export type StatsTime = "onClose" | "afterAnswer" | "live" | "onEnd";
export type Scoring = "speed" | "flat" | "none";

export interface Option {
  text: string;
  correct?: boolean;
}

interface QuestionBase {
  text: string;
  timeLimitMs?: number | null;
  points?: number;
  explanation?: string;
  image?: string;
}

export type Question =
  | (QuestionBase & { kind: "single" | "multiple" | "poll"; options: Option[] })
  | (QuestionBase & { kind: "truefalse"; answer: boolean })
  | (QuestionBase & { kind: "numeric"; answer: { value: number; tolerance: number } })
  | (QuestionBase & { kind: "text"; answer: { accept: string[]; match?: "exact" | "lenient" } });

export interface QuizDraft {
  title: string;
  questions: Question[];
}

export interface Quiz extends QuizDraft {
  id: string;
  version: number;
}

export interface QuizList {
  items: { id: string; version: number; title: string; questions: number; updatedAt: string }[];
  nextCursor?: string | null;
}

export interface ImportResult {
  quiz: Quiz;
  imported: number;
  skipped: { line: number; reason: string }[];
  notes: string[];
  left: number;
}

export interface Settings {
  feedback?: FeedbackTime;
  stats?: StatsTime;
  scoring?: Scoring;
  graceMs?: number;
  lateJoin?: boolean;
  readMs?: number;
  closeWhenAllAnswered?: boolean;
  fairness?: "arrival" | "delivery";
  leaderboard?: "each" | "end" | "never";
  nicknames?: "any" | "unique";
}

export interface SessionDraft extends Settings {
  quizId: string;
  title?: string;
  pace: Pace;
  opensAt?: string;
  closesAt?: string;
  gapMs?: number;
  expectedPlayers?: number;
  maxPlayers?: number;
}

export interface SessionChanges {
  title?: string;
  opensAt?: string | null;
  closesAt?: string | null;
  expectedPlayers?: number | null;
  maxPlayers?: number | null;
  lateJoin?: boolean;
  locked?: boolean;
}

export interface KeyCorrection {
  correct?: number[];
  answer?: boolean | { value: number; tolerance: number } | { accept: string[]; match?: "exact" | "lenient" };
  reason: string;
}

export interface PlayerQuestion {
  no: number;
  kind: Question["kind"];
  text: string;
  options?: { id: number; text: string }[];
  timeLimitMs: number | null;
  points: number;
  image?: string;
}

export interface SessionState {
  id: string;
  title: string;
  pace: Pace;
  state: "lobby" | "open" | "ended";
  players: number;
  questions: number;
  question?: PlayerQuestion & { openedAt: string; closesAt: string | null };
  settings: Settings;
  locked: boolean;
  pausedAt?: string;
  voided: number[];
  /** The server's clock when this was made. */
  now: string;
}

/** The list of who is in, or with `removed=true` of who was removed. */
export interface Roster {
  items: {
    playerNo: number;
    nickname: string;
    joinedAt: string;
    answered: number | null;
    points: number | null;
    rank: number | null;
    banned?: boolean;
  }[];
  nextCursor: string | null;
}

export interface HostedSession extends SessionState {
  code: string;
}

export type Answer = { choice: number } | { choices: number[] } | { value: number } | { text: string };

export interface Verdict {
  status: "accepted" | "repeated";
  question: number;
  elapsedMs: number;
  points?: number;
  correct?: boolean;
  statsTicket?: string;
}

/** One's own answer to one question. */
export interface OwnAnswer {
  question: number;
  answer: Answer;
  elapsedMs: number;
  points?: number;
  correct?: boolean;
}

export interface ErrorBody {
  name: string;
  message: string;
  code: number;
  type: string;
  data?: unknown;
}

export interface Joined {
  token: string;
  sessionId: string;
  playerNo: number;
  nickname: string;
  pin: string;
}

/** A nickname joins; a number and pin come back. */
export type JoinBody =
  | { code: string; nickname: string; key?: string }
  | { code: string; playerNo: number; pin: string };
