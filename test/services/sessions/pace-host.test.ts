import type { SessionRecord } from "../../../platform/domain/session.ts";
import { WrongState } from "../../../platform/errors.ts";
import { close, dueAt, end, next, open, tick } from "../../../services/sessions/transitions.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const LIMITS = [20_000, null, 5000];
const GRACE = 500;
const lobby = sessionRecord();
const opened = applied(lobby, open(lobby, LIMITS, NOON));

/** The windows as [question, opened, closes, revealed], in ms from noon. */
const windowsOf = ({ windows }: SessionRecord) =>
  windows.map(({ question, openedAt, closesAt, revealedAt }) => [
    question,
    openedAt - NOON,
    closesAt && closesAt - NOON,
    revealedAt && revealedAt - NOON,
  ]);

test("open opens question 1 for its time limit", () => {
  expect(opened.openedAt).toBe(NOON);
  expect(windowsOf(opened)).toEqual([[1, 0, 20_000, null]]);
});

test("next closes the open question and opens the next one at the same instant", () => {
  const second = applied(opened, next(opened, LIMITS, NOON + 3000));
  expect(windowsOf(second)).toEqual([
    [1, 0, 3000, null],
    [2, 3000, null, null],
  ]);
  const third = applied(second, next(second, LIMITS, NOON + 9000));
  expect(windowsOf(third).slice(1)).toEqual([
    [2, 3000, 9000, null],
    [3, 9000, 14_000, null],
  ]);
});

test("next does not change the close of a question that is over", () => {
  const second = applied(opened, next(opened, LIMITS, NOON + 20_000));
  expect(windowsOf(second)).toEqual([
    [1, 0, 20_000, null],
    [2, 20_000, null, null],
  ]);
});

test("after the last question, next is rejected and changes nothing", () => {
  let session = opened;
  for (const at of [1000, 2000]) session = applied(session, next(session, LIMITS, NOON + at));
  expect(() => next(session, LIMITS, NOON + 3000)).toThrow(WrongState);
});

test("close closes the open question now; it is rejected if none is open", () => {
  const closed = applied(opened, close(opened, NOON + 4000));
  expect(windowsOf(closed)).toEqual([[1, 0, 4000, null]]);
  expect(() => close(closed, NOON + 4001)).toThrow(WrongState);
  expect(() => close(opened, NOON + 20_000)).toThrow(WrongState);
});

test("end closes the open question, and nothing happens after that", () => {
  const ended = applied(opened, end(opened, NOON + 4000));
  expect(ended.endedAt).toBe(NOON + 4000);
  expect(windowsOf(ended)).toEqual([[1, 0, 4000, null]]);
  expect(end(ended, NOON + 9000)).toEqual({});
  for (const step of [open, next]) expect(() => step(ended, LIMITS, NOON + 9000)).toThrow(WrongState);
  expect(() => close(ended, NOON + 4100)).toThrow(WrongState);
});

test("a session that is ended in its lobby never opens", () => {
  const scheduled = sessionRecord({ settings: settings({ opensAt: NOON + 1000 }) });
  const ended = applied(scheduled, end(scheduled, NOON));
  expect(dueAt(ended, NOON)).toBeNull();
  expect(tick(ended, LIMITS, NOON + 5000).windowsToOpen).toBeUndefined();
});

test("the error of a forbidden transition contains the session's state", () => {
  const refusalOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const wrong = (state: string) => ({ type: "WRONG_STATE", code: 409, data: { state } });
  expect(refusalOf(() => next(lobby, LIMITS, NOON))).toMatchObject(wrong("lobby"));
  expect(refusalOf(() => close(lobby, NOON))).toMatchObject(wrong("lobby"));
  expect(refusalOf(() => open(opened, LIMITS, NOON))).toMatchObject(wrong("open"));
  for (const pace of ["self", "auto"] as const) {
    const other = { ...opened, settings: settings({ pace }) };
    expect(refusalOf(() => next(other, LIMITS, NOON))).toMatchObject(wrong("open"));
    expect(refusalOf(() => close(other, NOON))).toMatchObject(wrong("open"));
  }
});

test("a question is revealed after its close and grace, and not a ms before", () => {
  expect(dueAt(opened, NOON)).toBe(NOON + 20_000 + GRACE);
  expect(tick(opened, LIMITS, NOON + 20_000 + GRACE - 1)).toEqual({ windowsToReveal: [] });
  const revealed = applied(opened, tick(opened, LIMITS, NOON + 20_000 + GRACE));
  expect(windowsOf(revealed)).toEqual([[1, 0, 20_000, 20_500]]);
  expect(dueAt(revealed, NOON + 21_000)).toBeNull();
  expect(revealed.endedAt).toBeNull();
});

test("a late scheduler reveals everything that it missed", () => {
  let session = opened;
  for (const at of [1000, 2000]) session = applied(session, next(session, LIMITS, NOON + at));
  const { windowsToReveal, ...rest } = tick(session, LIMITS, NOON + 100_000);
  expect(windowsToReveal?.map(({ question }) => question)).toEqual([1, 2, 3]);
  expect(rest).toEqual({});
});

test("without a grace a question is revealed when it closes", () => {
  const session = { ...opened, settings: settings({ graceMs: 0 }) };
  expect(dueAt(session, NOON)).toBe(NOON + 20_000);
  expect(tick(session, LIMITS, NOON + 20_000).windowsToReveal).toHaveLength(1);
});

test("a question without an end is never due", () => {
  const session = sessionRecord({ openedAt: NOON, windows: [openWindow(2, { closesAt: null })] });
  expect(dueAt(session, NOON)).toBeNull();
  expect(tick(session, LIMITS, NOON + 10 ** 9)).toEqual({ windowsToReveal: [] });
});

test.each([
  ["on time", 0, 0],
  ["a second late", 1000, 0],
  ["later", 1001, 1001],
])("a session that is opened %s opens as of %i → %i ms", (_how, lateMs, from) => {
  const scheduled = sessionRecord({ settings: settings({ opensAt: NOON }) });
  expect(dueAt(scheduled, NOON - 5000)).toBe(NOON);
  expect(tick(scheduled, LIMITS, NOON - 1)).toEqual({});
  const change = tick(scheduled, LIMITS, NOON + lateMs);
  expect(change.openedAt).toBe(NOON + from);
  expect(change.windowsToOpen?.[0]?.openedAt).toBe(NOON + from);
});
