import type { Queryable } from "../../../platform/database/database.ts";
import { nicknamesOf } from "./stats.repo.ts";

/** More than these have rarely been among the first; past that, they are read again. */
const MOST = 10_000;

/** The nicknames of those who have been among the first of one session; a nickname never changes. */
export class Nicknames {
  readonly #sessionNo: number;
  readonly #known = new Map<number, string>();

  constructor(sessionNo: number) {
    this.#sessionNo = sessionNo;
  }

  /** By player number, of these players at least. */
  async of(db: Queryable, players: readonly { playerNo: number }[]): Promise<ReadonlyMap<number, string>> {
    if (this.#known.size > MOST) this.#known.clear();
    const missing = players.map(({ playerNo }) => playerNo).filter((playerNo) => !this.#known.has(playerNo));
    if (missing.length > 0) {
      const found = await nicknamesOf(db, this.#sessionNo, [...new Set(missing)]);
      for (const [playerNo, nickname] of found) this.#known.set(playerNo, nickname);
    }
    return this.#known;
  }
}
