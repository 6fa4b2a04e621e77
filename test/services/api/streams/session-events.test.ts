import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { comeTo, news, present } from "../../../../services/api/streams/session-events.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { knownSession, SECRET, STAGES } from "../fixtures.ts";

const { open, revealed } = STAGES;
const opened = { openedAt: NOON };
const later = (question: number, ms: number) => ({ ...open(question), openedAt: NOON + ms, closesAt: null });

/** The events between two states, as "event" or "event question". */
const words = (events: ReturnType<typeof news>) =>
  events.map(({ event, data }) => {
    const { question, no } = data as { question?: unknown; no?: number };
    const told = event === "closed" ? question : event === "question" ? no : undefined;
    return told === undefined ? event : `${event} ${told}`;
  });
function between(before: Partial<SessionRecord>, after: Partial<SessionRecord>, at = NOON + 21_000) {
  const announced = comeTo(knownSession(before), NOON + 1);
  return news(knownSession(after), announced, "players", at);
}

test("what is new is told in the order in which it happened, the state after it", () => {
  const moved = between(
    { ...opened, windows: [open(1)] },
    { ...opened, windows: [revealed(1), later(2, 20_600)] },
  );
  expect(words(moved)).toEqual(["closed 1", "question 2", "state"]);
});

test("nothing is told twice", () => {
  const same = { ...opened, windows: [revealed(1), later(2, 0)] };
  expect(words(between(same, same))).toEqual(["state"]);
});

test("a close within its grace is the state's to tell; the question is not closed before it is revealed", () => {
  const closing = { ...open(1), closesAt: NOON + 5000 };
  expect(words(between({ ...opened, windows: [open(1)] }, { ...opened, windows: [closing] }))).toEqual([
    "state",
  ]);
});

test("a planned question is announced once it has opened", () => {
  const planned = { ...opened, windows: [open(1), later(2, 30_000)] };
  expect(words(between(planned, planned, NOON + 29_999))).toEqual(["state"]);
  expect(words(between(planned, planned, NOON + 30_000))).toEqual(["question 2", "state"]);
});

test("the end is told once the last grace has passed", () => {
  const running = { ...opened, windows: [open(1)] };
  const ended = { ...running, endedAt: NOON + 20_000 };
  expect(words(between(running, ended))).toEqual(["state"]);
  expect(words(between(ended, { ...ended, windows: [revealed(1)] }))).toEqual(["closed 1", "state", "ended"]);
});

test("in pace self no question is announced, but its close is", () => {
  const self = { ...opened, settings: settings({ pace: "self" }) };
  const all = { ...self, windows: [revealed(1), revealed(2)] };
  expect(words(between({ ...self, windows: [] }, all))).toEqual(["closed 1", "closed 2", "state"]);
});

const told = (events: unknown) => JSON.stringify(events);

test("the close tells key and explanation where they may be known", () => {
  const [closed] = between({ ...opened, windows: [open(1)] }, { ...opened, windows: [revealed(1)] });
  expect(closed?.data).toEqual({
    question: 1,
    closedAt: new Date(NOON + 20_000).toISOString(),
    correct: [1],
    explanation: `It is ${SECRET}`,
  });
});

test("with feedback at the end all closes come again at the end, with their keys, and not before", () => {
  const onEnd = { ...opened, settings: settings({ feedback: "onEnd" }) };
  const running = { ...onEnd, windows: [open(1), open(2)] };
  const closed = { ...onEnd, windows: [revealed(1), revealed(2)] };
  const before = between(running, closed);
  expect(words(before)).toEqual(["closed 1", "closed 2", "state"]);
  expect(told(before)).not.toContain(SECRET);
  const after = between(closed, { ...closed, endedAt: NOON + 21_000 });
  expect(words(after)).toEqual(["closed 1", "closed 2", "state", "ended"]);
  expect(after[1]?.data).toMatchObject({ answer: { accept: [SECRET] } });
});

test("a host is told the key at each close, whatever the players' feedback", () => {
  const onEnd = { ...opened, settings: settings({ feedback: "onEnd" }) };
  const announced = comeTo(knownSession({ ...onEnd, windows: [open(2)] }), NOON + 1);
  const events = news(knownSession({ ...onEnd, windows: [revealed(2)] }), announced, "host", NOON + 21_000);
  expect(told(events)).toContain(SECRET);
});

test("who comes first finds the lobby, then the question, then what came of it, then the end", () => {
  const presented = (record: Partial<SessionRecord>, now = NOON + 1) =>
    words(present(knownSession(record), "players", now));
  expect(presented({})).toEqual(["state"]);
  expect(presented({ ...opened, windows: [open(1)] })).toEqual(["state", "question 1"]);
  expect(presented({ ...opened, windows: [revealed(1)] })).toEqual(["state", "question 1", "closed 1"]);
  expect(presented({ ...opened, windows: [revealed(1), later(2, 0)] })).toEqual(["state", "question 2"]);
  expect(presented({ ...opened, endedAt: NOON + 1, windows: [revealed(1)] })).toEqual(["state", "ended"]);
});

test("a corrected key is told in place of the quiz's own", () => {
  const keys = { 1: { form: "options", correct: [0, 2], exact: false } } as const;
  const [closed] = between({ ...opened, windows: [open(1)] }, { ...opened, windows: [revealed(1)], keys });
  expect(closed?.data).toMatchObject({ correct: [0, 2] });
});
