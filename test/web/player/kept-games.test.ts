import { expect, test } from "@jest/globals";
import { hasKeptGame, keptCode } from "../../../web/player/kept-games.ts";

function kept(items: Record<string, unknown>): Storage {
  const getItem = (key: string) => (key in items ? JSON.stringify(items[key]) : null);
  return { getItem, setItem() {}, removeItem() {} } as unknown as Storage;
}
const joined = { sessionId: "s1", playerNo: 7, token: "t" };

test("a player's game is found by the session and the number", () => {
  const storage = kept({
    stampede: [
      ["new", "XYZ999", ""],
      ["own", "ABC123", ""],
    ],
    "stampede.new": { joined: { ...joined, playerNo: 8 }, answers: {} },
    "stampede.own": { joined, answers: {} },
  });
  expect(hasKeptGame(storage)).toBe(true);
  expect(keptCode(storage, joined)).toBe("ABC123");
  expect(keptCode(storage, { sessionId: "s2", playerNo: 7 })).toBeUndefined();
});

test("without a storage, or with rubbish in it, there is no game", () => {
  for (const storage of [
    undefined,
    kept({}),
    kept({ stampede: 1 }),
    kept({ stampede: [["own", "ABC123", ""]] }),
  ]) {
    expect(hasKeptGame(storage)).toBe(false);
    expect(keptCode(storage, joined)).toBeUndefined();
  }
});
