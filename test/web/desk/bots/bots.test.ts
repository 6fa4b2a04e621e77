import { expect, test } from "@jest/globals";
import { botAnswer } from "../../../../web/desk/bots/bot-behaviour.ts";
import { botName, MAX_BOTS } from "../../../../web/desk/bots/bot-names.ts";
import { storeBots, storedBots } from "../../../../web/desk/bots/bot-store.ts";

const bots = Array.from({ length: MAX_BOTS }, (_, index) => index);
const options = ["a", "b", "c", "d"].map((text, id) => ({ id, text }));
const single = { no: 1, kind: "single" as const, options, timeLimitMs: 10_000 };

test("the names of 50 bots are all different, short enough, and say that they are bots", () => {
  expect(new Set(bots.map(botName)).size).toBe(50);
  for (const bot of bots) expect(botName(bot)).toMatch(/^.{1,26} \(bot\)$/);
});

test("bots answer in time, most of them right, and each one the same again", () => {
  const answers = bots.map((bot) => botAnswer("seed", bot, single, { correct: [2] }));
  expect(bots.map((bot) => botAnswer("seed", bot, single, { correct: [2] }))).toEqual(answers);
  const given = answers.filter((answer) => answer !== undefined);
  expect(given.length).toBeGreaterThan(40);
  for (const { afterMs, fields } of given) {
    expect(afterMs).toBeGreaterThan(0);
    expect(afterMs).toBeLessThan(10_000);
    expect([0, 1, 2, 3]).toContain(fields.choice);
  }
  const right = given.filter(({ fields }) => fields.choice === 2).length;
  expect(right).toBeGreaterThan(given.length / 2);
  expect(right).toBeLessThan(given.length);
});

test("bots answer every kind of question, also one whose key is unknown", () => {
  for (const kind of ["single", "multiple", "truefalse", "poll", "numeric", "text"] as const) {
    const own = kind === "numeric" || kind === "text" ? [] : options;
    for (const bot of bots) {
      const answer = botAnswer("seed", bot, { no: 2, kind, options: own, timeLimitMs: null }, {});
      if (answer) expect(Object.values(answer.fields)).toEqual([expect.anything()]);
    }
  }
});

test("a desk that is loaded again finds its bots, and nothing that is none", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  storeBots(storage, "one", [{ playerNo: 1, token: "t" }]);
  expect(storedBots(storage, "one")).toEqual([{ playerNo: 1, token: "t" }]);
  expect(storedBots(storage, "other")).toEqual([]);
  kept.set("stampede.bots.other", '[{"playerNo":"1"},null]');
  expect(storedBots(storage, "other")).toEqual([]);
  storeBots(storage, "one", []);
  expect(kept.has("stampede.bots.one")).toBe(false);
});
