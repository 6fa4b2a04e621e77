import { arrivalOf } from "../../../../services/api/answers/received-at.ts";
import { NOON, openWindow, sessionRecord } from "../../../harness/session-record.ts";

const told = (window: Parameters<typeof openWindow>[1], asOf = NOON + 60_000) =>
  sessionRecord({ windows: [openWindow(1, window)], asOf });

test("an answer arrives when the gateway's clock says", () => {
  expect(arrivalOf(told({}), 1, NOON + 5)).toBe(NOON + 5);
  expect(arrivalOf(told({}), 2, NOON - 5)).toBe(NOON - 5);
  expect(arrivalOf(undefined, 1, NOON - 5)).toBe(NOON - 5);
});

test("by a clock that is behind it arrives no sooner than the opening that the gateway was told of", () => {
  expect(arrivalOf(told({}), 1, NOON - 100)).toBe(NOON);
});

test("an opening that is only planned moves nothing", () => {
  expect(arrivalOf(told({}, NOON - 1000), 1, NOON - 100)).toBe(NOON - 100);
});

test("once the gateway was told that the question is revealed, what arrives is late, whatever its clock says", () => {
  const revealedAt = NOON + 20_500;
  expect(arrivalOf(told({ revealedAt }), 1, NOON + 20_100)).toBe(revealedAt + 1);
  expect(arrivalOf(told({ revealedAt }), 1, NOON + 30_000)).toBe(NOON + 30_000);
});
