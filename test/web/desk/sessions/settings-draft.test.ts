import { expect, test } from "@jest/globals";
import { fromLocalInput, toLocalInput } from "../../../../web/desk/sessions/local-time.ts";
import { changedFields, changeForm } from "../../../../web/desk/sessions/settings-change.ts";
import {
  DEFAULTS,
  fromStored,
  numberErrors,
  toDraft,
  toStored,
  withPace,
} from "../../../../web/desk/sessions/settings-draft.ts";

test("a draft has only what its pace has, in the API's units", () => {
  const host = toDraft("quiz", {
    ...DEFAULTS,
    readSeconds: "2,5",
    gapSeconds: "9",
    opensAt: "2030-01-01T10:00",
  });
  expect(host).toMatchObject({ quizId: "quiz", pace: "host", readMs: 2500, graceMs: 500, nicknames: "any" });
  expect(host).not.toHaveProperty("gapMs");
  expect(host).not.toHaveProperty("opensAt");
  expect(host).not.toHaveProperty("title");
  const self = toDraft("quiz", withPace({ ...DEFAULTS, opensAt: "2030-01-01T10:00" }, "self"));
  expect(self).toMatchObject({ pace: "self", feedback: "immediate", stats: "afterAnswer", scoring: "flat" });
  expect(self.opensAt).toBe(new Date(2030, 0, 1, 10).toISOString());
  expect(self).not.toHaveProperty("closeWhenAllAnswered");
});

test("from when answers are timed is asked and sent only where points depend on time", () => {
  const fair = { ...DEFAULTS, fairness: "delivery" as const };
  expect(toDraft("quiz", fair)).toMatchObject({ fairness: "delivery" });
  expect(toDraft("quiz", { ...fair, scoring: "flat" })).not.toHaveProperty("fairness");
  expect(toDraft("quiz", withPace(fair, "self"))).not.toHaveProperty("fairness");
  expect(fromStored(toStored(fair)).fairness).toBe("delivery");
  expect(fromStored('{"fairness":"always"}').fairness).toBe("arrival");
});

test("what is no number is told before it is sent", () => {
  expect(numberErrors({ ...DEFAULTS, readSeconds: "three", gapSeconds: "x" })).toEqual(["readSeconds"]);
  expect(numberErrors({ ...DEFAULTS, pace: "auto", gapSeconds: "", expectedPlayers: "many" })).toEqual([
    "gapSeconds",
    "expectedPlayers",
  ]);
});

test("the last choice comes back, without what belongs to one session", () => {
  const form = {
    ...DEFAULTS,
    scoring: "flat" as const,
    lateJoin: false,
    title: "Finals",
    opensAt: "2030-01-01T10:00",
  };
  expect(fromStored(toStored(form))).toEqual({ ...DEFAULTS, scoring: "flat", lateJoin: false });
});

test("a stored choice that is broken or unknown gives the defaults", () => {
  expect(fromStored(null)).toEqual(DEFAULTS);
  expect(fromStored("{")).toEqual(DEFAULTS);
  expect(fromStored('{"pace":"warp","lateJoin":"yes","scoring":"none"}')).toEqual({
    ...DEFAULTS,
    scoring: "none",
  });
});

test("local times survive the way to the server and back", () => {
  expect(fromLocalInput(toLocalInput(Date.parse("2030-06-01T12:34:00.000Z")))).toBe(
    "2030-06-01T12:34:00.000Z",
  );
  expect(fromLocalInput("")).toBeUndefined();
  expect(fromLocalInput("soon")).toBeUndefined();
});

test("of a session that is there only what was touched is changed", () => {
  const before = changeForm({
    state: "lobby",
    pace: "self",
    title: "Rivers",
    closesAt: "2030-06-01T12:34:56.000Z",
    expectedPlayers: 50,
    settings: { lateJoin: true } as never,
  });
  expect(changedFields(before, before)).toEqual({});
  expect(changedFields(before, { ...before, closesAt: "", expectedPlayers: "", lateJoin: false })).toEqual({
    closesAt: null,
    expectedPlayers: null,
    lateJoin: false,
  });
});
