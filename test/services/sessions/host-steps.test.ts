import type { SessionRecord } from "../../../platform/domain/session.ts";
import { WrongState } from "../../../platform/errors.ts";
import { decideStep } from "../../../services/sessions/host-steps.ts";
import { close, end, next, open } from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const LIMITS = [20_000, 20_000, 20_000];
const lobby = sessionRecord();
const first = applied(lobby, open(lobby, LIMITS, NOON));
const second = applied(first, next(first, LIMITS, NOON + 1000));
const closed = applied(first, close(first, NOON + 1000));

/** What an unnamed step changes that saw the session as `seen` and finds it as `found`. */
const changes = (step: "next" | "close", seen: SessionRecord, found: SessionRecord, at = 1000) =>
  decideStep(step, {}, seen)(found, LIMITS, NOON + at);

test("an unnamed next changes nothing if another question came since it looked", () => {
  expect(changes("next", first, second)).toEqual({});
  expect(changes("next", lobby, first)).toEqual({});
});

test("an unnamed next acts on what it saw, also if that was closed or extended meanwhile", () => {
  expect(changes("next", first, first).windowsToOpen?.[0]?.question).toBe(2);
  expect(changes("next", first, closed).windowsToOpen?.[0]?.question).toBe(2);
});

test("an unnamed close changes nothing if the question was closed, or another one came, since it looked", () => {
  expect(changes("close", first, second)).toEqual({});
  expect(changes("close", first, closed)).toEqual({});
});

test("an unnamed close acts on what it saw, and is refused if nothing was open then", () => {
  expect(changes("close", first, first).windowsToClose).toEqual([{ question: 1, closesAt: NOON + 1000 }]);
  expect(() => changes("close", closed, closed)).toThrow(WrongState);
  expect(() => changes("close", first, first, 20_000)).toThrow(WrongState);
});

test("in pace auto an unnamed next or close is refused, also if the session was ended since it looked", () => {
  const auto = sessionRecord({ settings: settings({ pace: "auto" }) });
  const running = applied(auto, open(auto, LIMITS, NOON));
  const ended = applied(running, end(running, NOON + 1000));
  expect(() => changes("next", running, ended)).toThrow(WrongState);
  expect(() => changes("close", running, ended)).toThrow(WrongState);
});

describe("an unnamed step that found nothing changed when it looked, because it was on its way for long", () => {
  const arrived = (step: "next" | "close", at: number, question: number, found: SessionRecord) =>
    decideStep(step, { arrival: { at: NOON + at, question } }, found)(found, LIMITS, NOON + 2000);

  test("changes nothing if the question came, or closed, after it had reached its gateway", () => {
    expect(arrived("next", 999, 1, second)).toEqual({});
    expect(arrived("close", 999, 1, second)).toEqual({});
    expect(arrived("close", 999, 1, closed)).toEqual({});
    expect(() => arrived("close", 1000, 1, closed)).toThrow(WrongState);
  });

  test("acts if it came later, or if its gateway showed the question, however far behind its clock is", () => {
    for (const step of ["next", "close"] as const) {
      expect(arrived(step, 1000, 1, second).windowsToClose).toHaveLength(1);
      expect(arrived(step, -90_000, 2, second).windowsToClose).toHaveLength(1);
    }
  });
});

test("a named step never counts as the same as another one", () => {
  const named = decideStep("next", { question: 1 }, first);
  expect(() => named(second, LIMITS, NOON + 1000)).toThrow(WrongState);
});
