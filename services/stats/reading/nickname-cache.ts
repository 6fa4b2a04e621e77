import type { Queryable } from "../../../platform/database/database.ts";
import { nicknamesOf } from "./stats.repo.ts";

/** More players are rarely among the leaders of one session; above this, the cache is cleared. */
const MAX_CACHED = 10_000;

/** The nicknames of one session's leaders. A nickname never changes. */
export class NicknameCache {
  readonly #sessionNo: number;
  readonly #nicknames = new Map<number, string>();

  constructor(sessionNo: number) {
    this.#sessionNo = sessionNo;
  }

  /** Nicknames by player number; contains at least those of `players`. */
  async get(db: Queryable, players: readonly { playerNo: number }[]): Promise<ReadonlyMap<number, string>> {
    if (this.#nicknames.size > MAX_CACHED) this.#nicknames.clear();
    const missing = players
      .map(({ playerNo }) => playerNo)
      .filter((playerNo) => !this.#nicknames.has(playerNo));
    if (missing.length > 0) {
      const loaded = await nicknamesOf(db, this.#sessionNo, [...new Set(missing)]);
      for (const [playerNo, nickname] of loaded) this.#nicknames.set(playerNo, nickname);
    }
    return this.#nicknames;
  }
}
