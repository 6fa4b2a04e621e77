import fc from "fast-check";
import { joinPlayers } from "../../../services/sessions/joining.ts";
import { remove, restore } from "../../../services/sessions/removals.repo.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();

/** Keys and names are few, so that they meet. */
const KEYS = Array.from({ length: 5 }, (_, index) => `00000000-0000-4000-8000-00000000000${index}`);
const NAMES = ["Ana", "ANA", "Bo", "ｂｏ", "Cy"];

interface ModelPlayer {
  name: string;
  key: string | null;
  state: "in" | "removed" | "banned";
}

/** What the contract says about who is in a session, in the simplest words. */
class Model {
  readonly players: ModelPlayer[] = [];
  locked = false;
  readonly #unique: boolean;
  readonly #max: number;

  constructor(unique: boolean, max: number) {
    this.#unique = unique;
    this.#max = max;
  }

  /** The same key twice in a batch is one join that was sent twice. */
  joinAll(joins: readonly { name: string; key: string | null }[]): (number | string)[] {
    const byKey = new Map<string, number | string>();
    return joins.map(({ name, key }) =>
      key === null ? this.#join(name, key) : byKey.getOrInsertComputed(key, () => this.#join(name, key)),
    );
  }

  #join(name: string, key: string | null): number | string {
    const known = this.players.findIndex(
      (player) => key !== null && player.key === key && player.state === "in",
    );
    if (known >= 0) return known + 1;
    if (this.players.some((player) => key !== null && player.key === key && player.state === "banned"))
      return "banned";
    if (this.locked) return "lockedLobby";
    if (this.#isTaken(name)) return "nicknameTaken";
    if (this.players.filter(({ state }) => state === "in").length >= this.#max) return "full";
    return this.players.push({ name, key, state: "in" });
  }

  remove(no: number, ban: boolean): void {
    const player = this.players[no - 1];
    if (player) player.state = ban || player.state === "banned" ? "banned" : "removed";
  }

  restore(no: number): string {
    const player = this.players[no - 1];
    if (!player) return "nobody";
    if (player.state === "in") return "in";
    if (this.#isTaken(player.name)) return "NICKNAME_TAKEN";
    if (this.players.some(({ key, state }) => state === "in" && key !== null && key === player.key))
      player.key = null;
    player.state = "in";
    return "restored";
  }

  #isTaken(name: string): boolean {
    const isSame = (other: string) =>
      other.normalize("NFKC").toLowerCase() === name.normalize("NFKC").toLowerCase();
    return this.#unique && this.players.some((player) => player.state === "in" && isSame(player.name));
  }
}

const anyJoin = fc.record({
  name: fc.constantFrom(...NAMES),
  key: fc.option(fc.constantFrom(...KEYS), { freq: 3 }),
});
const anyCommand = fc.oneof(
  { weight: 4, arbitrary: fc.record({ joins: fc.array(anyJoin, { minLength: 1, maxLength: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.integer({ min: 1, max: 8 }), ban: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ restore: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ locked: fc.boolean() }) },
);

test("joins, removals, bans and restores in any order do what the contract says", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.constantFrom(3, 100),
      fc.array(anyCommand, { minLength: 3, maxLength: 14 }),
      async (unique, max, commands) => {
        const no = await lobby(db, { nicknames: unique ? "unique" : "any", maxPlayers: max });
        const { code } = (await repo.byNo(db, no))!;
        const model = new Model(unique, max);
        for (const command of commands) {
          if ("joins" in command) {
            const { joins } = command;
            const columns = {
              codes: joins.map(() => code),
              nicknames: joins.map(({ name }) => name),
              keys: joins.map(({ key }) => key),
            };
            const rows = await joinPlayers(db, columns);
            const got = rows.map(({ playerNo, refusal }) => playerNo ?? refusal);
            expect(got).toEqual(model.joinAll(joins));
          } else if ("remove" in command) {
            const { remove: playerNo, ban } = command;
            await db.transaction((transaction) => remove(transaction, no, [playerNo], ban));
            model.remove(playerNo, ban);
          } else if ("restore" in command) {
            expect(await restored(no, command.restore, unique)).toBe(model.restore(command.restore));
          } else {
            await db.query("update sessions set locked = $2 where no = $1", [no, command.locked]);
            model.locked = command.locked;
          }
        }
        const { removed, banned, players } = (await repo.byNo(db, no))!;
        const numbersOf = (...states: ModelPlayer["state"][]) =>
          model.players.flatMap(({ state }, index) => (states.includes(state) ? index + 1 : []));
        expect({ removed, banned, players }).toEqual({
          removed: numbersOf("removed", "banned"),
          banned: numbersOf("banned"),
          players: model.players.length,
        });
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);

async function restored(no: number, playerNo: number, unique: boolean): Promise<string> {
  try {
    const result = await db.transaction((transaction) => restore(transaction, no, playerNo, unique));
    if (!result) return "nobody";
    return result.wasRemoved ? "restored" : "in";
  } catch (error) {
    return (error as { type: string }).type;
  }
}
