import type { HostedSession } from "../harness/contract.ts";
import { explain, type TakenStep } from "./host-steps/explain.ts";
import type { ModelSession, Step } from "./host-steps/session-model.ts";

/** Compares the model in host-steps/ with replies that the contract allows, and with some that it forbids. */

const AT_ONE: ModelSession = {
  pace: "host",
  limits: [600_000, 600_000, null],
  readMs: 0,
  state: "open",
  question: 1,
  isClosed: false,
  durationMs: 600_000,
  isPaused: false,
  isLocked: false,
  title: "Course",
};

const NOW = Date.UTC(2031, 0, 1);
const at = (ms: number) => new Date(NOW + ms).toISOString();

/** A 200 that shows the session at this question, which is open. */
function shows(step: Step, no: number, durationMs: number | null = 600_000): TakenStep {
  const question = { no, openedAt: at(0), closesAt: durationMs === null ? null : at(durationMs) };
  const view = { state: "open", title: "Course", locked: false, now: at(0), question };
  return { step, reply: { status: 200, body: view as HostedSession } };
}

/** A 409 that says where the session stands. */
function refused(step: Step, question?: number): TakenStep {
  return { step, reply: { status: 409, body: { data: { state: "open", question } } } };
}

const NEXT: Step = { kind: "next", after: undefined };
const AFTER_ONE: Step = { kind: "next", after: 1 };
const CLOSE_ONE: Step = { kind: "close", question: 1 };
const questions = (...taken: TakenStep[]) => explain(AT_ONE, taken).map(({ question }) => question);

test("a step that was taken moves the session, and a step that was refused does not", () => {
  expect(questions(shows(NEXT, 2))).toEqual([2]);
  expect(questions(refused({ kind: "next", after: 2 }, 1))).toEqual([1]);
  expect(explain(AT_ONE, [shows({ kind: "extend", byMs: 5000, question: 1 }, 1, 605_000)])).toEqual([
    { ...AT_ONE, durationMs: 605_000 },
  ]);
});

test("two `next` at the same moment move one question, whether they name it or not", () => {
  expect(new Set(questions(shows(NEXT, 2), shows(NEXT, 2)))).toEqual(new Set([2]));
  expect(questions(shows(NEXT, 2), shows(NEXT, 3, null))).toEqual([]);
  expect(questions(shows(AFTER_ONE, 2), refused(AFTER_ONE, 2))).toEqual([2]);
  expect(questions(shows(AFTER_ONE, 2), shows(AFTER_ONE, 2))).toEqual([]);
});

test("simultaneous steps are explained by whichever order fits the replies", () => {
  const closed = shows(CLOSE_ONE, 1);
  (closed.reply.body as HostedSession).question!.closesAt = at(0);
  expect(questions(closed, shows(AFTER_ONE, 2))).toEqual([2]);
  expect(questions(refused(CLOSE_ONE, 2), shows(AFTER_ONE, 2))).toEqual([2]);
  expect(questions(refused(CLOSE_ONE, 3), shows(AFTER_ONE, 2))).toEqual([]);
});

test("replies that no order explains are found", () => {
  expect(questions(shows(NEXT, 3, null))).toEqual([]);
  expect(questions(shows({ kind: "next", after: 2 }, 2))).toEqual([]);
  expect(questions(refused(AFTER_ONE, 1))).toEqual([]);
  expect(questions({ step: { kind: "delete" }, reply: { status: 204, body: undefined } })).toEqual([]);
});
