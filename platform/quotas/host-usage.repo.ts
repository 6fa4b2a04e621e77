import type { QuotaLimits, Usage } from "../contracts/operator-contracts.ts";
import type { Queryable } from "../database/database.ts";

/** What a host has stored, and the limits that an operator has set for this host alone; null where there is none. */
export interface HostUsage {
  usage: Usage;
  ownLimits: { [Name in keyof QuotaLimits]: QuotaLimits[Name] | null };
}

interface Row {
  quizzes: number;
  quiz_bytes: number;
  sessions: number;
  players: number;
  max_quizzes: number | null;
  max_quiz_bytes: number | null;
  max_sessions: number | null;
  max_players: number | null;
  max_expected_players: number | null;
}

const NO_ROW: Row = {
  quizzes: 0,
  quiz_bytes: 0,
  sessions: 0,
  players: 0,
  max_quizzes: null,
  max_quiz_bytes: null,
  max_sessions: null,
  max_players: null,
  max_expected_players: null,
};

/** What a host has stored. The triggers of migration 0008 keep the counts: no row of a quiz or session is read. */
export async function find(db: Queryable, host: string): Promise<HostUsage> {
  const [row] = await db.query<Row>(
    `select u.quizzes, u.quiz_bytes::float8 as quiz_bytes, u.sessions,
       coalesce((select p.players from host_players p where p.host = u.host), 0)::float8 as players,
       u.max_quizzes, u.max_quiz_bytes::float8 as max_quiz_bytes, u.max_sessions,
       u.max_players::float8 as max_players, u.max_expected_players
     from host_usage u where u.host = $1`,
    [host],
  );
  const found = row ?? NO_ROW;
  return {
    usage: {
      quizzes: found.quizzes,
      quizBytes: found.quiz_bytes,
      sessions: found.sessions,
      players: found.players,
    },
    ownLimits: {
      quizzes: found.max_quizzes,
      quizBytes: found.max_quiz_bytes,
      sessions: found.max_sessions,
      players: found.max_players,
      expectedPlayers: found.max_expected_players,
    },
  };
}

/** Locks a host's counts until the transaction ends: whoever creates something for this host waits. */
export async function lock(transaction: Queryable, host: string): Promise<void> {
  await transaction.query(
    "insert into host_usage (host) values ($1) on conflict (host) do update set host = excluded.host",
    [host],
  );
}

const COLUMN_OF: Record<keyof QuotaLimits, string> = {
  quizzes: "max_quizzes",
  quizBytes: "max_quiz_bytes",
  sessions: "max_sessions",
  players: "max_players",
  expectedPlayers: "max_expected_players",
};

/** Sets a limit for one host; null: the setting holds for this host again. */
export async function setLimit(
  db: Queryable,
  host: string,
  quota: keyof QuotaLimits,
  limit: number | null,
): Promise<void> {
  const column = COLUMN_OF[quota];
  await db.query(
    `insert into host_usage (host, ${column}) values ($1, $2)
     on conflict (host) do update set ${column} = excluded.${column}`,
    [host, limit],
  );
}
