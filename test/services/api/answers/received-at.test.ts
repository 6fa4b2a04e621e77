import { receivedAt } from "../../../../services/api/answers/received-at.ts";
import { NOON, openWindow, sessionRecord } from "../../../harness/session-record.ts";

const lastSeen = (window: Parameters<typeof openWindow>[1], asOf = NOON + 60_000) =>
  sessionRecord({ windows: [openWindow(1, window)], asOf });

test("an answer is received at the time of the gateway's clock", () => {
  expect(receivedAt(lastSeen({}), 1, NOON + 5)).toBe(NOON + 5);
  expect(receivedAt(lastSeen({}), 2, NOON - 5)).toBe(NOON - 5);
  expect(receivedAt(undefined, 1, NOON - 5)).toBe(NOON - 5);
});

test("with a slow clock it is received no earlier than an opening that the gateway has seen", () => {
  expect(receivedAt(lastSeen({}), 1, NOON - 100)).toBe(NOON);
});

test("an opening that is only planned changes nothing", () => {
  expect(receivedAt(lastSeen({}, NOON - 1000), 1, NOON - 100)).toBe(NOON - 100);
});

test("after the gateway has seen the reveal, an answer is late, whatever the clock says", () => {
  const revealedAt = NOON + 20_500;
  expect(receivedAt(lastSeen({ revealedAt }), 1, NOON + 20_100)).toBe(revealedAt + 1);
  expect(receivedAt(lastSeen({ revealedAt }), 1, NOON + 30_000)).toBe(NOON + 30_000);
});
