/** The types of stats, leaderboards, reports and audits in the contract. */

import type { Answer } from "./contract.ts";

export interface Stats {
  question: number;
  attempts: number;
  options?: { id: number; count: number; share: number; ofPlayers?: number }[];
  values?: { value: string | number; count: number }[];
  elapsedMs?: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
  correct?: unknown;
  answer?: unknown;
  asOf: string;
  final: boolean;
}

export interface Place {
  rank: number;
  playerNo: number;
  nickname: string;
  points: number;
  elapsedMs: number;
}

export interface Leaderboard {
  places: Place[];
  scores: { width: number; counts: number[] };
  players: number;
  asOf: string;
  final: boolean;
}

export interface Me {
  playerNo: number;
  nickname: string;
  answered: number;
  points: number;
  /** Null while players see no leaderboard. */
  rank: number | null;
  players: number;
  asOf: string;
}

export interface Report {
  session: unknown;
  players: number;
  questions: {
    no: number;
    text: string;
    stats: Stats;
    facility: number | null;
    discrimination: number | null;
    options?: {
      id: number;
      count: number;
      share: number;
      ofPlayers?: number;
      meanRest: number | null;
      discrimination: number | null;
    }[];
  }[];
  reliability: number | null;
  history: {
    kind: "void" | "key";
    question: number;
    reason: string;
    from?: unknown;
    to?: unknown;
    at: string;
  }[];
  places: Place[];
}

/** Every answer of a session. */
export interface Responses {
  responses: {
    playerNo: number;
    nickname: string;
    question: number;
    answer: Answer;
    correct: boolean | null;
    points: number;
    elapsedMs: number;
    receivedAt: string;
  }[];
}

export interface AuditCounts {
  received: number;
  accepted: number;
  repeated: number;
  changed: number;
  early: number;
  late: number;
  invalid: number;
  putOff: number;
  stored: number;
  counted: number;
  removed: number;
  settled: number;
  unredeemed: number;
  contested: number;
  missing: number;
}

export interface Audit {
  questions: (AuditCounts & { question: number })[];
  all: AuditCounts;
  balanced: boolean;
}
