import { type HostQuotas, QUOTAS, type QuotaLimits, type Usage } from "../contracts/operator-contracts.ts";
import type { Queryable } from "../database/database.ts";
import type { Environment } from "../environment.ts";
import { type FieldError, ValidationError } from "../errors.ts";
import * as repo from "./host-usage.repo.ts";

const MIB = 1024 * 1024;

/** What a host can do about it when a quota is reached. */
const ADVICE: Record<keyof Usage, string> = {
  quizzes: "Delete quizzes that are not needed any more",
  quizBytes:
    "Delete quizzes that are not needed any more; a version that a session uses is kept until its session is deleted",
  sessions: "Delete sessions that are not needed any more",
  players: "Delete sessions that are not needed any more",
};

/** The quotas of every host, which keep one host from filling the database and the nodes. */
export class Quotas {
  readonly #limits: QuotaLimits;

  constructor(environment: Environment) {
    this.#limits = {
      quizzes: environment.STAMPEDE_QUIZZES_PER_HOST,
      quizBytes: environment.STAMPEDE_QUIZ_MIB_PER_HOST * MIB,
      sessions: environment.STAMPEDE_SESSIONS_PER_HOST,
      players: environment.STAMPEDE_PLAYERS_PER_HOST,
      expectedPlayers: environment.STAMPEDE_EXPECTED_PLAYERS_MAX,
    };
  }

  /** The limits of every host without own ones. */
  get defaults(): QuotaLimits {
    return this.#limits;
  }

  /** What a host has stored, and its limits. */
  async of(db: Queryable, host: string): Promise<HostQuotas> {
    const { usage, ownLimits } = await repo.find(db, host);
    const own = QUOTAS.filter((quota) => ownLimits[quota] !== null);
    const limits = { ...this.#limits };
    for (const quota of own) limits[quota] = ownLimits[quota] ?? limits[quota];
    return { usage, limits, own };
  }

  /**
   * Checks for how many players a session may announce itself: nodes are started for them ahead of the opening.
   *
   * @throws ValidationError
   */
  async checkExpectedPlayers(
    db: Queryable,
    host: string,
    expected: number | null | undefined,
  ): Promise<void> {
    if (!expected) return;
    const { limits } = await this.of(db, host);
    if (expected <= limits.expectedPlayers) return;
    const most = limits.expectedPlayers.toLocaleString("en");
    const reason = `must be at most ${most}, unless the operator allows this host more`;
    throw new ValidationError([{ path: "expectedPlayers", reason }]);
  }

  /**
   * Checks that a host has room for more, and holds the host's counts until the transaction ends: of several calls at
   * several nodes, no more succeed than there is room for.
   *
   * @param more what the transaction will add; what it frees is negative and always allowed
   * @throws ValidationError that names the quota and what frees room
   */
  async reserve(transaction: Queryable, host: string, more: Partial<Usage>): Promise<void> {
    await repo.lock(transaction, host);
    const { usage, limits } = await this.of(transaction, host);
    const errors: FieldError[] = [];
    for (const quota of ["quizzes", "quizBytes", "sessions", "players"] as const) {
      const added = more[quota] ?? 0;
      if (added > 0 && usage[quota] + added > limits[quota]) {
        errors.push({ path: "", reason: reasonOf(quota, limits[quota]) });
      }
    }
    if (errors.length > 0) throw new ValidationError(errors);
  }
}

function reasonOf(quota: keyof Usage, limit: number): string {
  const most =
    quota === "quizBytes"
      ? `the quizzes of one host may take ${Math.floor(limit / MIB).toLocaleString("en")} MiB in all`
      : `one host may have ${limit.toLocaleString("en")} ${quota === "players" ? "players in all sessions" : quota}`;
  return `is over a quota: ${most}. ${ADVICE[quota]}, or ask the operator for more.`;
}
