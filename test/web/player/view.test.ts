import { describe, expect, test } from "@jest/globals";
import type { Session } from "../../../client/src/types.ts";
import { phaseOf, toldSecond, viewOf } from "../../../web/player/view.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const ms = (second: number) => Date.parse(at(second));

function session(changes: object = {}): Session {
  return {
    pace: "host",
    state: "open",
    questions: 3,
    settings: { readMs: 4000 },
    voided: [],
    question: { no: 2, openedAt: at(10), closesAt: at(30) },
    ...changes,
  } as unknown as Session;
}

describe("the view", () => {
  const none = new Map();

  test.each([
    ["loading", undefined, none, undefined],
    ["gone", session(), none, "removed"],
    ["gone", undefined, none, "deleted"],
    ["lobby", session({ state: "lobby", question: undefined }), none, undefined],
    ["ended", session({ state: "ended" }), none, undefined],
    ["self", session({ pace: "self", question: undefined }), none, undefined],
    ["waiting", session({ question: undefined }), none, undefined],
    ["question", session(), none, undefined],
    ["question", session(), new Map([[1, {}]]), undefined],
    ["result", session(), new Map([[2, {}]]), undefined],
  ] as const)("is %s", (view, state, revealed, gone) => {
    expect(viewOf(state, revealed, gone)).toBe(view);
  });
});

describe("the phase of a question", () => {
  test.each([
    [6, "reading", 4000, 1],
    [8, "reading", 2000, 0.5],
    [10, "answering", 20_000, 1],
    [25, "answering", 5000, 0.25],
    [30, "over", 0, 0],
    [99, "over", 0, 0],
  ])("at second %d is %s", (second, phase, leftMs, share) => {
    expect(phaseOf(session(), ms(second))).toEqual({ phase, leftMs, share });
  });

  test("is skipped if it closed before it opened", () => {
    const state = session({ question: { no: 1, openedAt: at(10), closesAt: at(10) } });
    expect(phaseOf(state, ms(12)).phase).toBe("skipped");
  });

  test("has no end without a limit", () => {
    const state = session({ question: { no: 1, openedAt: at(10), closesAt: null } });
    expect(phaseOf(state, ms(5000))).toEqual({ phase: "answering", leftMs: Infinity, share: 1 });
  });
});

test("a screen reader is told at 30, 10 and 5 seconds, once each", () => {
  const told: number[] = [];
  let before = Infinity;
  for (let leftMs = 40_050; leftMs > 0; leftMs -= 100) {
    const second = toldSecond(before, leftMs);
    if (second) told.push(second);
    before = leftMs;
  }
  expect(told).toEqual([30, 10, 5]);
});

test("what has passed while the page slept is not told", () => {
  expect(toldSecond(40_000, 3000)).toBeUndefined();
  expect(toldSecond(40_000, 9500)).toBe(10);
});
