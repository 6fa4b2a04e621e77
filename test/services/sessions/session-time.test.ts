import { sessionTime } from "../../../services/sessions/session-time.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../harness/session-record.ts";

test("a session's time is the node's, but never before the newest decision", () => {
  const session = sessionRecord({ openedAt: NOON });
  expect(sessionTime(session, NOON, NOON + 1)).toBe(NOON + 1);
  expect(sessionTime(session, NOON + 5000, NOON - 90_000)).toBe(NOON + 5000);
});

test("windows that are planned for later do not count", () => {
  const planned = openWindow(2, { openedAt: NOON + 60_000, closesAt: NOON + 80_000 });
  const session = sessionRecord({ openedAt: NOON, windows: [planned], settings: settings({ pace: "auto" }) });
  expect(sessionTime(session, NOON, NOON + 1)).toBe(NOON + 1);
});

test("without a recorded decision, what has happened counts", () => {
  const session = sessionRecord({ openedAt: NOON, windows: [openWindow(1, { openedAt: NOON + 3000 })] });
  expect(sessionTime(session, null, NOON - 90_000)).toBe(NOON + 3000);
  const revealed = openWindow(1, { openedAt: NOON, closesAt: NOON + 5000, revealedAt: NOON + 5500 });
  expect(sessionTime(sessionRecord({ openedAt: NOON, windows: [revealed] }), null, NOON)).toBe(NOON + 5500);
  expect(sessionTime(sessionRecord({ endedAt: NOON + 9000 }), null, NOON)).toBe(NOON + 9000);
});
