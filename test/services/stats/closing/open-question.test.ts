import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { nextOpening, openQuestion } from "../../../../services/stats/closing/open-question.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../../harness/session-record.ts";

const closing = settings({ closeWhenAllAnswered: true });
const session = (changes: Partial<SessionRecord>) =>
  sessionRecord({ settings: closing, openedAt: NOON, ...changes });
const windows = [openWindow(1), openWindow(2, { openedAt: NOON + 30_000, closesAt: NOON + 50_000 })];

test("the open question is the one whose window is open, and the one before it is that of the window before", () => {
  const playing = session({ windows });
  expect(openQuestion(playing, NOON)).toEqual({ question: 1, before: null });
  expect(openQuestion(playing, NOON + 30_000)).toEqual({ question: 2, before: 1 });
});

test("in the time for reading, in a pause and after the close none is open", () => {
  const playing = session({ windows });
  for (const at of [NOON - 1, NOON + 20_000, NOON + 29_999, NOON + 50_000]) {
    expect(openQuestion(playing, at)).toBeNull();
  }
  expect(nextOpening(playing, NOON - 1)).toBe(NOON);
  expect(nextOpening(playing, NOON + 20_000)).toBe(NOON + 30_000);
  expect(nextOpening(playing, NOON + 30_000)).toBeNull();
});

test("a question without a time limit is open until it is closed", () => {
  const endless = session({ windows: [openWindow(1, { closesAt: null })] });
  expect(openQuestion(endless, NOON + 1e9)).toEqual({ question: 1, before: null });
});

test.each<[string, Partial<SessionRecord>]>([
  ["the setting is off", { settings: settings() }],
  ["the pace is self", { settings: settings({ closeWhenAllAnswered: true, pace: "self" }) }],
  [
    "a node of the release before sent the record",
    { settings: { ...settings(), closeWhenAllAnswered: undefined as never } },
  ],
  ["the session has ended", { endedAt: NOON }],
  ["the session is in its lobby", { openedAt: null }],
])("none closes early if %s", (_, changes) => {
  expect(openQuestion(session({ windows, ...changes }), NOON)).toBeNull();
  expect(nextOpening(session({ windows, ...changes }), NOON)).toBeNull();
});
