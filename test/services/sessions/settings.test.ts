import { newSessionSchema } from "../../../platform/contracts/contracts.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { type FieldError, ValidationError } from "../../../platform/errors.ts";
import { resolveSettings } from "../../../services/sessions/settings.ts";
import { NOON } from "../../harness/session-record.ts";

const question = (timeLimitMs: number | null) => ({
  kind: "truefalse",
  text: "?",
  answer: true,
  timeLimitMs,
});
const quizOf = (...limits: (number | null)[]) =>
  quizSchema.parse({ title: "A quiz", questions: limits.map(question) });
const iso = (ms: number) => new Date(ms).toISOString();

const resolved = (requested: object, quiz = quizOf(5000)) =>
  resolveSettings(newSessionSchema.parse({ quizId: "q", ...requested }), quiz, NOON);
function errorsOf(requested: object, quiz = quizOf(5000)): FieldError[] {
  try {
    resolved(requested, quiz);
  } catch (error) {
    if (error instanceof ValidationError) return error.data as unknown as FieldError[];
    throw error;
  }
  return [];
}

test("settings that are left out get the contract's defaults", () => {
  expect(resolved({})).toEqual({
    pace: "host",
    feedback: "onClose",
    stats: "onClose",
    scoring: "speed",
    graceMs: 500,
    lateJoin: true,
    readMs: 0,
    closeWhenAllAnswered: false,
    fairness: "arrival",
    leaderboard: "each",
    nicknames: "any",
    opensAt: null,
    closesAt: null,
    gapMs: 5000,
    expectedPlayers: null,
    maxPlayers: null,
  });
});

test("pace self has stats after one's own answer and flat scoring by default", () => {
  expect(resolved({ pace: "self" })).toMatchObject({ stats: "afterAnswer", scoring: "flat" });
  const explicit = { stats: "onEnd", scoring: "speed" };
  expect(resolved({ pace: "self", ...explicit })).toMatchObject(explicit);
  expect(resolved({ pace: "auto" })).toMatchObject({ stats: "onClose", scoring: "speed" });
});

test("fairness delivery needs pace host or auto, and scoring speed; each is an error of its own", () => {
  const fairness = "delivery";
  for (const pace of ["host", "auto"]) {
    expect(resolved({ pace, fairness })).toMatchObject({ fairness });
    expect(errorsOf({ pace, fairness, scoring: "flat" })).toEqual([
      { path: "fairness", reason: "delivery is only allowed with scoring speed" },
    ]);
  }
  const onlyPaces = { path: "fairness", reason: "delivery is only allowed with pace host or auto" };
  expect(errorsOf({ pace: "self", fairness })).toEqual([onlyPaces]);
  expect(errorsOf({ pace: "self", fairness, scoring: "speed" })).toEqual([onlyPaces]);
  expect(errorsOf({ pace: "self", fairness, scoring: "none" })).toHaveLength(2);
  expect(resolved({ pace: "self", fairness: "arrival" })).toMatchObject({ fairness: "arrival" });
});

test("times are given as instants and stored as epoch ms", () => {
  const requested = { pace: "self", opensAt: "2031-04-01T14:00:01+02:00", closesAt: iso(NOON + 2000) };
  expect(resolved(requested)).toMatchObject({ opensAt: NOON + 1000, closesAt: NOON + 2000 });
});

test.each([
  ["has passed", { closesAt: iso(NOON) }],
  ["is at the opening", { opensAt: iso(NOON + 5000), closesAt: iso(NOON + 5000) }],
  ["comes before the opening", { opensAt: iso(NOON + 5000), closesAt: iso(NOON + 4000) }],
])("a closesAt that %s is an error", (_what, times) => {
  expect(errorsOf({ pace: "self", ...times }).map(({ path }) => path)).toEqual(["closesAt"]);
});

const YEARS_5 = 5 * 366 * 86_400_000;

test.each<[string, object, string[]]>([
  ["opens a minute ago", { opensAt: iso(NOON - 60_000) }, []],
  [
    "opens more than a minute ago",
    { opensAt: iso(NOON - 60_001) },
    ["opensAt must not be more than 60 s in the past"],
  ],
  [
    "opened in year 1",
    { opensAt: "0001-01-01T00:00:00Z" },
    ["opensAt must not be more than 60 s in the past"],
  ],
  ["opens in five years", { opensAt: iso(NOON + YEARS_5) }, []],
  [
    "opens in year 9999",
    { opensAt: "9999-12-31T23:59:59Z" },
    ["opensAt must not be more than five years ahead"],
  ],
  ["closes in five years", { pace: "self", closesAt: iso(NOON + YEARS_5) }, []],
  [
    "closes in year 9999",
    { pace: "self", closesAt: "9999-12-31T23:59:59Z" },
    ["closesAt must not be more than five years ahead"],
  ],
  [
    "opened and closed long ago",
    { pace: "self", opensAt: iso(NOON - 3_600_000), closesAt: iso(NOON - 1) },
    ["opensAt must not be more than 60 s in the past", "closesAt must be in the future"],
  ],
])("a session that %s: %j", (_what, times, errors) => {
  expect(errorsOf(times).map(({ path, reason }) => `${path} ${reason}`)).toEqual(errors);
});

test.each([
  "+275760-09-13T00:00:00.000Z",
  "275760-09-13T00:00:00Z",
  "2031-02-30T00:00:00Z",
])("%s is no date", (closesAt) => {
  expect(newSessionSchema.safeParse({ quizId: "q", pace: "self", closesAt }).success).toBe(false);
});

test.each(["host", "auto"])("closesAt is an error in pace %s", (pace) => {
  expect(errorsOf({ pace, closesAt: iso(NOON + 1000) }).map(({ path }) => path)).toEqual(["closesAt"]);
});

test("pace auto needs a time limit for every question; the error names those without one", () => {
  const errors = errorsOf({ pace: "auto", closesAt: iso(NOON + 1) }, quizOf(null, 5000, null));
  expect(errors.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("pace self"),
    expect.stringContaining("question 1 "),
    expect.stringContaining("question 3 "),
  ]);
  expect(errorsOf({ pace: "host" }, quizOf(null))).toEqual([]);
});
