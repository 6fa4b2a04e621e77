import { type GameData, type PlayerStorage, StoredGame } from "../../client/src/player-store.ts";
import { MemoryStorage } from "./fake-game.ts";

const URL = "https://quiz.example.org";
const joined = { token: "t", sessionId: "s", playerNo: 1, nickname: "Ann", pin: "1" };
const anyGame = () => true;
const find = (storage: PlayerStorage, code?: string) => StoredGame.find(storage, URL, code, anyGame);

test("finds a game by its code, however it was typed, and the newest without one", () => {
  const storage = new MemoryStorage();
  StoredGame.add(storage, URL, "bcd-234", { nickname: "Ann", answers: {} });
  StoredGame.add(storage, URL, "FGH567", { nickname: "Bea", answers: {} });
  StoredGame.add(storage, "https://other.example.org", "JKM234", { nickname: "Cy", answers: {} });
  expect(find(storage, " BCD 234 ")?.data.nickname).toBe("Ann");
  expect(find(storage)?.data.nickname).toBe("Bea");
  expect(find(storage, "ZZZ999")).toBeUndefined();
});

test("keeps the newest eight games", () => {
  const storage = new MemoryStorage();
  for (let n = 0; n < 20; n++) StoredGame.add(storage, URL, `BCD2${n}`, { answers: {} });
  expect(storage.items.size).toBe(1 + 8);
  expect(find(storage, "BCD211")).toBeUndefined();
  expect(find(storage, "BCD212")).toBeDefined();
  find(storage, "BCD212")!.forget();
  expect(storage.items.size).toBe(1 + 7);
});

test("two tabs with one player keep each other's answers", () => {
  const storage = new MemoryStorage();
  StoredGame.add(storage, URL, "BCD234", { joined, answers: {} });
  const [one, other] = [find(storage)!, find(storage)!];
  one.setAnswer(1, { fields: { choice: 1 } });
  other.setAnswer(2, { fields: { choice: 2 }, receipt: "r" });
  one.setAnswer(1, undefined);
  expect(other.answer(1)).toBeUndefined();
  expect(one.answer(2)).toEqual({ fields: { choice: 2 }, receipt: "r" });
  expect(find(storage)!.data).toEqual({ joined, answers: { 2: { fields: { choice: 2 }, receipt: "r" } } });
});

test.each([
  "",
  "{",
  "null",
  "7",
  "[]",
  '{"answers":7}',
  '{"answers":{},"joined":{"token":7}}',
])("an item that holds %j is no game", (rubbish) => {
  const storage = new MemoryStorage();
  StoredGame.add(storage, URL, "BCD234", { joined, answers: {} });
  const item = [...storage.items.keys()].find((key) => key !== "stampede")!;
  storage.setItem(item, rubbish);
  expect(find(storage)).toBeUndefined();
  storage.setItem("stampede", rubbish);
  expect(find(storage)).toBeUndefined();
  StoredGame.add(storage, URL, "BCD234", { joined, answers: {} });
  expect(find(storage)).toBeDefined();
});

test("answers that hold rubbish are left out", () => {
  const storage = new MemoryStorage();
  const answers = { x: { fields: {} }, 1: null, 2: { fields: 7 }, 3: { fields: { choice: 1 } } } as never;
  StoredGame.add(storage, URL, "BCD234", { joined, answers });
  expect(Object.keys(find(storage)!.data.answers)).toEqual(["3"]);
});

test("without a storage, or with one that throws or is full, the game is kept in memory", () => {
  const fail = () => {
    throw new Error("denied");
  };
  const full = new MemoryStorage();
  full.setItem = fail;
  for (const storage of [undefined, { getItem: fail, setItem: fail, removeItem: fail }, full]) {
    const game = StoredGame.add(storage, URL, "BCD234", { joined, answers: {} } satisfies GameData);
    game.setAnswer(1, { fields: { choice: 1 } });
    expect(game.answer(1)).toEqual({ fields: { choice: 1 } });
    game.forget();
  }
});
