import { newSessionSchema } from "../../../platform/contracts/contracts.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { type Fault, ValidationError } from "../../../platform/errors.ts";
import { settle } from "../../../services/sessions/settings.ts";
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

const settled = (asked: object, quiz = quizOf(5000)) =>
  settle(newSessionSchema.parse({ quizId: "q", ...asked }), quiz, NOON);
function faultsOf(asked: object, quiz = quizOf(5000)): Fault[] {
  try {
    settled(asked, quiz);
  } catch (error) {
    if (error instanceof ValidationError) return error.data as unknown as Fault[];
    throw error;
  }
  return [];
}

test("what is left out has the contract's default", () => {
  expect(settled({})).toEqual({
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

test("pace self shows figures live and scores flat, unless it is told otherwise", () => {
  expect(settled({ pace: "self" })).toMatchObject({ stats: "live", scoring: "flat" });
  const told = { stats: "onEnd", scoring: "speed" };
  expect(settled({ pace: "self", ...told })).toMatchObject(told);
  expect(settled({ pace: "auto" })).toMatchObject({ stats: "onClose", scoring: "speed" });
});

test("times come as instants and are kept as epoch ms", () => {
  const asked = { pace: "self", opensAt: "2031-04-01T14:00:01+02:00", closesAt: iso(NOON + 2000) };
  expect(settled(asked)).toMatchObject({ opensAt: NOON + 1000, closesAt: NOON + 2000 });
});

test.each([
  ["has passed", { closesAt: iso(NOON) }],
  ["is at the opening", { opensAt: iso(NOON + 5000), closesAt: iso(NOON + 5000) }],
  ["comes before the opening", { opensAt: iso(NOON + 5000), closesAt: iso(NOON + 4000) }],
])("a closesAt that %s is a fault", (_what, times) => {
  expect(faultsOf({ pace: "self", ...times }).map(({ path }) => path)).toEqual(["closesAt"]);
});

test.each(["host", "auto"])("closesAt is a fault in pace %s", (pace) => {
  expect(faultsOf({ pace, closesAt: iso(NOON + 1000) }).map(({ path }) => path)).toEqual(["closesAt"]);
});

test("pace auto needs a limit for every question, and says which have none", () => {
  const faults = faultsOf({ pace: "auto", closesAt: iso(NOON + 1) }, quizOf(null, 5000, null));
  expect(faults.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("pace self"),
    expect.stringContaining("question 1 "),
    expect.stringContaining("question 3 "),
  ]);
  expect(faultsOf({ pace: "host" }, quizOf(null))).toEqual([]);
});
