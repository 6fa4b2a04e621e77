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
    opensAt: null,
    closesAt: null,
    gapMs: 5000,
    expectedPlayers: null,
  });
});

test("pace self has live stats and flat scoring by default", () => {
  expect(resolved({ pace: "self" })).toMatchObject({ stats: "live", scoring: "flat" });
  const explicit = { stats: "onEnd", scoring: "speed" };
  expect(resolved({ pace: "self", ...explicit })).toMatchObject(explicit);
  expect(resolved({ pace: "auto" })).toMatchObject({ stats: "onClose", scoring: "speed" });
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
