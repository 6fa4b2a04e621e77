import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { currentEvents, eventsSince, progressAt } from "../../../../services/api/streams/session-events.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, SECRET, STAGES } from "../fixtures.ts";

const { open, revealed } = STAGES;
const opened = { openedAt: NOON };
const later = (question: number, ms: number) => ({ ...open(question), openedAt: NOON + ms, closesAt: null });

/** Events as "event" or "event question". */
const eventNames = (events: ReturnType<typeof eventsSince>) =>
  events.map(({ event, data }) => {
    const { question, no } = data as { question?: unknown; no?: number };
    const number = event === "closed" ? question : event === "question" ? no : undefined;
    return number === undefined ? event : `${event} ${number}`;
  });
function between(before: Partial<SessionRecord>, after: Partial<SessionRecord>, at = NOON + 21_000) {
  const progress = progressAt(cachedSession(before), NOON + 1);
  return eventsSince(cachedSession(after), progress, "players", at);
}

test("events come in the order in which things happened, the state after them", () => {
  const events = between(
    { ...opened, windows: [open(1)] },
    { ...opened, windows: [revealed(1), later(2, 20_600)] },
  );
  expect(eventNames(events)).toEqual(["closed 1", "question 2", "state"]);
});

test("no event comes twice", () => {
  const same = { ...opened, windows: [revealed(1), later(2, 0)] };
  expect(eventNames(between(same, same))).toEqual(["state"]);
});

test("a close within its grace period changes the state only; the question is closed once it is revealed", () => {
  const closing = { ...open(1), closesAt: NOON + 5000 };
  expect(eventNames(between({ ...opened, windows: [open(1)] }, { ...opened, windows: [closing] }))).toEqual([
    "state",
  ]);
});

test("a planned question has an event once it has opened", () => {
  const planned = { ...opened, windows: [open(1), later(2, 30_000)] };
  expect(eventNames(between(planned, planned, NOON + 29_999))).toEqual(["state"]);
  expect(eventNames(between(planned, planned, NOON + 30_000))).toEqual(["question 2", "state"]);
});

test("with readMs a question has its event, and is the current one, that long before it opens; not earlier", () => {
  const reading = { ...opened, settings: settings({ readMs: 4000 }) };
  const planned = { ...reading, windows: [open(1), later(2, 30_000)] };
  expect(eventNames(between(planned, planned, NOON + 25_999))).toEqual(["state"]);
  expect(eventNames(between(planned, planned, NOON + 26_000))).toEqual(["question 2", "state"]);
  const current = (at: number) => currentEvents(cachedSession(planned), "players", at);
  expect(eventNames(current(NOON + 25_999))).toEqual(["state", "question 1"]);
  expect(eventNames(current(NOON + 26_000))).toEqual(["state", "question 2"]);
  expect(JSON.stringify(current(NOON + 25_999))).not.toContain('"no":2');
  expect(current(NOON + 26_000)[0]?.data).toMatchObject({
    question: { no: 2, openedAt: new Date(NOON + 30_000).toISOString() },
  });
});

test("the end has an event once the last grace period has passed", () => {
  const running = { ...opened, windows: [open(1)] };
  const ended = { ...running, endedAt: NOON + 20_000 };
  expect(eventNames(between(running, ended))).toEqual(["state"]);
  expect(eventNames(between(ended, { ...ended, windows: [revealed(1)] }))).toEqual([
    "closed 1",
    "state",
    "ended",
  ]);
});

test("in pace self a question has no event, but its close does", () => {
  const self = { ...opened, settings: settings({ pace: "self" }) };
  const all = { ...self, windows: [revealed(1), revealed(2)] };
  expect(eventNames(between({ ...self, windows: [] }, all))).toEqual(["closed 1", "closed 2", "state"]);
});

test("the close has key and explanation if they are visible", () => {
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
  expect(eventNames(before)).toEqual(["closed 1", "closed 2", "state"]);
  expect(JSON.stringify(before)).not.toContain(SECRET);
  const after = between(closed, { ...closed, endedAt: NOON + 21_000 });
  expect(eventNames(after)).toEqual(["closed 1", "closed 2", "state", "ended"]);
  expect(after[1]?.data).toMatchObject({ answer: { accept: [SECRET] } });
});

test("a host gets the key at each close, whatever the players' feedback", () => {
  const onEnd = { ...opened, settings: settings({ feedback: "onEnd" }) };
  const progress = progressAt(cachedSession({ ...onEnd, windows: [open(2)] }), NOON + 1);
  const events = eventsSince(
    cachedSession({ ...onEnd, windows: [revealed(2)] }),
    progress,
    "host",
    NOON + 21_000,
  );
  expect(JSON.stringify(events)).toContain(SECRET);
});

test("a new subscriber gets the lobby, then the question, then its close, then the end", () => {
  const namesOf = (record: Partial<SessionRecord>, now = NOON + 1) =>
    eventNames(currentEvents(cachedSession(record), "players", now));
  expect(namesOf({})).toEqual(["state"]);
  expect(namesOf({ ...opened, windows: [open(1)] })).toEqual(["state", "question 1"]);
  expect(namesOf({ ...opened, windows: [revealed(1)] })).toEqual(["state", "question 1", "closed 1"]);
  expect(namesOf({ ...opened, windows: [revealed(1), later(2, 0)] })).toEqual(["state", "question 2"]);
  expect(namesOf({ ...opened, endedAt: NOON + 1, windows: [revealed(1)] })).toEqual(["state", "ended"]);
});

test("a corrected key is sent instead of the quiz's own", () => {
  const keys = { 1: { form: "options", correct: [0, 2], exact: false } } as const;
  const [closed] = between({ ...opened, windows: [open(1)] }, { ...opened, windows: [revealed(1)], keys });
  expect(closed?.data).toMatchObject({ correct: [0, 2] });
});
