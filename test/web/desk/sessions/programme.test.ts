import { expect, test } from "@jest/globals";
import { programmeFrom, programmeMs } from "../../../../web/desk/sessions/programme.ts";

const settings = { readMs: 1000 } as never;
const limits = [10_000, 20_000, 5000];

test("all times of a programme follow from its start", () => {
  const session = { questions: 3, settings, gapMs: 4000, state: "lobby" as const };
  expect(programmeFrom(session, limits, 0)).toEqual([
    { no: 1, shownAt: 0, opensAt: 1000, closesAt: 11_000, isShown: false },
    { no: 2, shownAt: 15_000, opensAt: 16_000, closesAt: 36_000, isShown: false },
    { no: 3, shownAt: 40_000, opensAt: 41_000, closesAt: 46_000, isShown: false },
  ]);
  expect(programmeMs(limits, { readMs: 1000, gapMs: 4000 })).toBe(46_000);
});

test("an extended question moves all that follows", () => {
  const question = {
    no: 2,
    openedAt: new Date(16_000).toISOString(),
    closesAt: new Date(66_000).toISOString(),
  };
  const session = {
    questions: 3,
    settings,
    gapMs: 4000,
    state: "open" as const,
    question: question as never,
  };
  expect(programmeFrom(session, limits, 0)).toEqual([
    { no: 2, shownAt: 15_000, opensAt: 16_000, closesAt: 66_000, isShown: true },
    { no: 3, shownAt: 70_000, opensAt: 71_000, closesAt: 76_000, isShown: false },
  ]);
});
