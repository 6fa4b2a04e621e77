import { currentTime } from "../../platform/clock.ts";
import type { Key } from "../../platform/domain/question.ts";
import type { SessionRecord, SessionSettings } from "../../platform/domain/session.ts";
import { sessionTime } from "./session-time.ts";

/** SQL that converts a timestamp to epoch ms. */
export const epochMs = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** Not selected for lists, because its size grows with the number of questions. */
const windowsColumn = `
  (select json_agg(json_build_array(w.question_no, ${epochMs("w.opened_at")}, ${epochMs("w.closes_at")},
     ${epochMs("w.revealed_at")}, w.key_revision) order by w.opened_at, w.question_no)
   from question_windows w where w.session_no = s.no) as windows`;

/** The columns of a `Row` without the windows. */
export const summaryColumns = `
  s.no, s.id, s.host, s.code, s.quiz_id, s.version, s.title, s.questions, s.revision,
  s.pace, s.feedback, s.stats, s.scoring, s.grace_ms, s.late_join, s.gap_ms, s.expected_players, s.max_players,
  s.read_ms, s.close_when_all_answered, s.leaderboard, s.unique_nicknames, s.fairness,
  s.locked,
  ${epochMs("s.paused_at")} as paused_at,
  ${epochMs("s.opens_at")} as opens_at, ${epochMs("s.closes_at")} as closes_at,
  ${epochMs("s.opened_at")} as opened_at, ${epochMs("s.ended_at")} as ended_at,
  ${epochMs("s.decided_at")} as decided_at,
  coalesce((select p.players from session_players p where p.session_no = s.no), 0) as players,
  (select json_agg(r.player_no order by r.player_no)
   from players r where r.session_no = s.no and r.removed_at is not null) as removed,
  case when s.has_bans then (select json_agg(r.player_no order by r.player_no) from players r
   where r.session_no = s.no and r.removed_at is not null and r.banned_at is not null) end as banned,
  (select json_agg(json_build_array(c.kind, c.question_no, c.to_key, c.done_at is null) order by c.no)
   from corrections c where c.session_no = s.no) as corrections`;

/** The columns of a `Row`, of sessions under the alias `s`. */
export const recordColumns = `${summaryColumns}, ${windowsColumn}`;

/** A session as its columns come from the database; times in epoch ms. */
export interface Row {
  no: number;
  id: string;
  host: string;
  code: string;
  quiz_id: string;
  version: number;
  title: string;
  questions: number;
  revision: number;
  pace: SessionSettings["pace"];
  feedback: SessionSettings["feedback"];
  stats: SessionSettings["stats"];
  scoring: SessionSettings["scoring"];
  grace_ms: number;
  late_join: boolean;
  read_ms: number;
  close_when_all_answered: boolean;
  fairness: SessionSettings["fairness"];
  leaderboard: SessionSettings["leaderboard"];
  unique_nicknames: boolean;
  locked: boolean;
  paused_at: number | null;
  gap_ms: number;
  expected_players: number | null;
  max_players: number | null;
  opens_at: number | null;
  closes_at: number | null;
  opened_at: number | null;
  ended_at: number | null;
  decided_at: number | null;
  players: number;
  windows: [number, number, number | null, number | null, number][] | null;
  removed: number[] | null;
  banned: number[] | null;
  /** Kind, question, the new key, and whether answers are still to be rescored for it. */
  corrections: ["void" | "key", number, Key | null, boolean][] | null;
}

/** The session of a row. A row without windows is one of a list. */
export function toRecord(row: Row): SessionRecord {
  const corrections = row.corrections ?? [];
  const record: SessionRecord = {
    no: row.no,
    id: row.id,
    host: row.host,
    code: row.code,
    quizId: row.quiz_id,
    version: row.version,
    title: row.title,
    questions: row.questions,
    settings: {
      pace: row.pace,
      feedback: row.feedback,
      stats: row.stats,
      scoring: row.scoring,
      graceMs: row.grace_ms,
      lateJoin: row.late_join,
      readMs: row.read_ms,
      closeWhenAllAnswered: row.close_when_all_answered,
      fairness: row.fairness,
      leaderboard: row.leaderboard,
      nicknames: row.unique_nicknames ? "unique" : "any",
      opensAt: row.opens_at,
      closesAt: row.closes_at,
      gapMs: row.gap_ms,
      expectedPlayers: row.expected_players,
      maxPlayers: row.max_players,
    },
    revision: row.revision,
    asOf: 0,
    players: row.players,
    openedAt: row.opened_at,
    endedAt: row.ended_at,
    locked: row.locked,
    pausedAt: row.paused_at,
    windows: (row.windows ?? []).map(([question, openedAt, closesAt, revealedAt, keyRevision]) => ({
      question,
      openedAt,
      closesAt,
      revealedAt,
      keyRevision,
    })),
    removed: row.removed ?? [],
    banned: row.banned ?? [],
    voided: questionsOf(corrections.filter(([kind]) => kind === "void")),
    keys: Object.fromEntries(corrections.flatMap(([, question, key]) => (key ? [[question, key]] : []))),
    rescoring: questionsOf(corrections.filter(([, , , isUnfinished]) => isUnfinished)),
  };
  return { ...record, asOf: sessionTime(record, row.decided_at, currentTime()) };
}

/** The questions of corrections, each once. */
const questionsOf = (corrections: NonNullable<Row["corrections"]>) => [
  ...new Set(corrections.map(([, question]) => question)),
];
