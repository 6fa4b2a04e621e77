import { jest } from "@jest/globals";
import fc from "fast-check";
import { MAX_CREDIT_MS } from "../../../../platform/contracts/contracts.ts";
import { Credits, creditOf } from "../../../../services/api/fairness/credits.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../../harness/session-record.ts";

const fair = settings({ fairness: "delivery" });
const record = sessionRecord({ settings: fair, openedAt: NOON, windows: [openWindow(1)], asOf: NOON });

/** What the gateway sees: the question written 40 ms late, and a round trip of 60 ms. */
function seen(session = record): Credits {
  const credits = new Credits();
  credits.begin(session, 1)?.written(7, NOON + 40);
  credits.timeRead(session, 7, undefined, NOON - 1000, 0);
  for (let n = 1; n <= 4; n++)
    credits.timeRead(session, 7, NOON - 1060 + 60 * n, NOON - 1000 + 60 * n, 60 * n);
  return credits;
}

describe("a credit", () => {
  test("is how late the question was written, and the round trip, up to 300 ms in all", () => {
    expect(creditOf(NOON + 40, NOON, 60)).toBe(100);
    expect(creditOf(NOON, NOON, 59.6)).toBe(60);
    expect(creditOf(NOON + 250, NOON, 60)).toBe(300);
  });

  test("is nothing if the question was written before the opening, or nobody knows when", () => {
    expect(creditOf(NOON - 1, NOON, 60)).toBe(0);
    expect(creditOf(undefined, NOON, 60)).toBe(0);
  });

  test("is a whole number from 0 to 300, whatever was seen", () => {
    const lateness = fc.option(fc.integer({ min: -10_000, max: 10_000 }), { nil: undefined });
    fc.assert(
      fc.property(lateness, fc.double({ min: 0, max: 1000, noNaN: true }), (lateMs, roundTripMs) => {
        const credit = creditOf(lateMs === undefined ? undefined : NOON + lateMs, NOON, roundTripMs);
        expect(Number.isInteger(credit)).toBe(true);
        expect(credit).toBeGreaterThanOrEqual(0);
        expect(credit).toBeLessThanOrEqual(MAX_CREDIT_MS);
      }),
    );
  });
});

describe("what a gateway has seen", () => {
  // The clock of the tests is not noon: the delivery begins before anything is written.
  beforeEach(() => jest.useFakeTimers({ now: NOON }));
  afterEach(() => jest.useRealTimers());

  test("is credited to the player, to the question, and to nobody else", () => {
    const credits = seen();
    expect(credits.creditMs(record, 1, 7)).toBe(100);
    expect(credits.creditMs(record, 1, 8)).toBe(0);
    expect(credits.creditMs(record, 2, 7)).toBe(0);
    expect(credits.creditMs({ ...record, no: 2 }, 1, 7)).toBe(0);
    expect(new Credits().creditMs(record, 1, 7)).toBe(0);
  });

  test("a round trip alone is no credit: the question came in another way", () => {
    const credits = new Credits();
    credits.timeRead(record, 7, undefined, NOON, 0);
    for (let n = 1; n <= 4; n++) credits.timeRead(record, 7, NOON + n - 1, NOON + n, n);
    expect(credits.creditMs(record, 1, 7)).toBe(0);
  });

  test("with fairness arrival, and in records of the release before, nothing is remembered or credited", () => {
    for (const fairness of ["arrival", undefined] as never[]) {
      const other = { ...record, settings: { ...fair, fairness } };
      expect(new Credits().begin(other, 1)).toBeUndefined();
      expect(seen(other).creditMs(other, 1, 7)).toBe(0);
      expect(seen(other).creditMs(record, 1, 7)).toBe(0);
    }
  });

  test("with time to read, a question that was written before it opened has no credit", () => {
    const reading = { ...record, windows: [openWindow(1, { openedAt: NOON + 3000 })] };
    expect(seen(reading).creditMs(reading, 1, 7)).toBe(0);
  });

  test("is forgotten when the session is over or deleted", () => {
    const deleted = seen();
    deleted.drop(record.no);
    expect(deleted.creditMs(record, 1, 7)).toBe(0);
    const ended = seen();
    const over = { ...record, endedAt: NOON + 1, windows: [openWindow(1, { revealedAt: NOON + 1 })] };
    expect(ended.creditMs(over, 1, 7)).toBe(0);
    expect(ended.creditMs(record, 1, 7)).toBe(0);
  });
});
