import { jest } from "@jest/globals";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { eventsSince, progressAt } from "../../../../services/api/streams/session-events.ts";
import type { Audience } from "../../../../services/api/views/stats-view.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, SECRET, STAGES, snapshot } from "../fixtures.ts";
import { opened, subscribe } from "./subscribe.ts";

const { open, revealed } = STAGES;
const keyOf = (...correct: number[]) => ({ form: "options", correct, exact: false }) as const;
const running = { openedAt: NOON, windows: [revealed(1), open(2)] };

/** The data of the `corrected` events of a change; checks that they come before the state. */
function corrected(
  before: Partial<SessionRecord>,
  after: Partial<SessionRecord>,
  audience: Audience = "players",
): object[] {
  const progress = progressAt(cachedSession({ ...running, ...before }), NOON + 1);
  const events = eventsSince(cachedSession({ ...running, ...after }), progress, audience, NOON + 21_000);
  expect(events.at(-1)?.event).toBe("state");
  return events.slice(0, -1).map(({ event, data }) => {
    expect(event).toBe("corrected");
    return data;
  });
}

test("a voided question has one event, for every audience", () => {
  for (const audience of ["players", "host", "screen"] as const) {
    expect(corrected({}, { voided: [2] }, audience)).toEqual([{ question: 2, voided: true }]);
    expect(corrected({ voided: [2] }, { voided: [2, 1] }, audience)).toEqual([{ question: 1, voided: true }]);
    expect(corrected({ voided: [2] }, { voided: [2] }, audience)).toEqual([]);
  }
});

test("a corrected key has an event with the new key, each time that it becomes another", () => {
  const explanation = `It is ${SECRET}`;
  const first = { question: 1, voided: false, correct: [0], explanation };
  expect(corrected({}, { keys: { 1: keyOf(0) } })).toEqual([first]);
  expect(corrected({ keys: { 1: keyOf(0) } }, { keys: { 1: keyOf(0) } })).toEqual([]);
  expect(corrected({ keys: { 1: keyOf(0) } }, { keys: { 1: keyOf(0, 2) } })).toEqual([
    { ...first, correct: [0, 2] },
  ]);
  // Where the question is voided, its key no longer matters.
  expect(corrected({ voided: [1] }, { voided: [1], keys: { 1: keyOf(0) } })).toEqual([
    { question: 1, voided: true },
  ]);
});

test("the event comes again when all stored answers have the points of the new key", () => {
  const keys = { 1: keyOf(0) };
  const event = { question: 1, voided: false, correct: [0], explanation: `It is ${SECRET}` };
  expect(corrected({}, { keys, rescoring: [1] })).toEqual([event]);
  expect(corrected({ keys, rescoring: [1] }, { keys, rescoring: [1] })).toEqual([]);
  expect(corrected({ keys, rescoring: [1] }, { keys })).toEqual([event]);
  // A record of a node of the release before does not tell.
  const older = { keys, rescoring: undefined } as unknown as Partial<SessionRecord>;
  expect(corrected({ keys, rescoring: [1] }, older)).toEqual([event]);
  expect(corrected(older, { keys })).toEqual([]);
});

test("the key of a question whose key players may not see is told to the host only", () => {
  const keys = { 2: { form: "texts", accept: [SECRET], match: "exact" } } as unknown as SessionRecord["keys"];
  const hidden = [{ question: 2, voided: false }];
  expect(corrected({}, { keys })).toEqual(hidden);
  expect(corrected({}, { keys }, "screen")).toEqual(hidden);
  expect(JSON.stringify(corrected({}, { keys }, "host"))).toContain(SECRET);
  const onEnd = { settings: settings({ feedback: "onEnd" }) };
  expect(corrected(onEnd, { ...onEnd, keys: { 1: keyOf(0) } })).toEqual([{ question: 1, voided: false }]);
});

describe("in a stream", () => {
  beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
  afterEach(() => jest.useRealTimers());

  const record = { ...opened, windows: [revealed(1), { ...open(2), openedAt: NOON + 1 }] };
  const before = cachedSession(record);
  const rekeyed = cachedSession({ ...record, revision: 3, keys: { 1: keyOf(0) } });
  const stats = (seq: number) =>
    cachedSnapshot(snapshot(seq, [questionStats(1, 5), questionStats(2, 3)], seq));

  test("the correction comes first, then the stats with the new key, then the leaderboard of the change", () => {
    const channel = new Channel(before, stats(1));
    const [player, host] = [subscribe(channel), subscribe(channel, "host")];
    channel.sessionChanged(rekeyed);
    channel.statsChanged(stats(2), [1]);
    expect(player.later()).toEqual(["corrected", "state", "stats", "leaderboard"]);
    expect(host.later().slice(0, 3)).toEqual(["corrected", "state", "stats"]);
    const [event] = player.res.text.match(/event: corrected\n.*/)!;
    expect(event).toContain('{"question":1,"voided":false,"correct":[0]');
    expect(player.res.text.split("event: corrected")[1]).toMatch(/event: stats\n.*"correct":\[0\]/);
  });

  test("no stats are sent of a voided question that has not opened", () => {
    const channel = new Channel(before, stats(1));
    const player = subscribe(channel);
    channel.sessionChanged(cachedSession({ ...record, revision: 3, voided: [3] }));
    expect(player.later()).toEqual(["corrected", "state"]);
  });

  test("whoever was away, or slow, gets the keys that were corrected; a new subscriber sees them as they are", () => {
    const channel = new Channel(before, stats(1));
    const slow = subscribe(channel);
    slow.res.isReading = false;
    while (slow.res.bufferedBytes <= 64 * 1024) channel.sendKeepAlive(() => chunkOf("x".repeat(10_000)));
    channel.sessionChanged(rekeyed);
    expect(slow.later().filter((name) => name === "corrected")).toEqual([]);
    slow.res.read();
    expect(slow.later().slice(-5)).toEqual(["state", "corrected", "question", "stats", "leaderboard"]);
    const returning = subscribe(channel, "players", null, { revision: 2, seq: 1 });
    expect(returning.initial.slice(0, 3)).toEqual(["state", "corrected", "question"]);
    expect(subscribe(channel).initial.slice(0, 2)).toEqual(["state", "question"]);
    expect(subscribe(channel, "players", null, { revision: 3, seq: 1 }).initial).toEqual(["state"]);
  });

  test("very long keys are not repeated to each client that comes back, only that there is another", () => {
    const accept = Array.from({ length: 50 }, (_, no) => `${no}${"x".repeat(900)}`);
    const keys = {
      1: keyOf(0),
      2: { form: "texts", accept, match: "exact" },
    } as unknown as SessionRecord["keys"];
    const windows = [revealed(1), revealed(2)];
    const channel = new Channel(cachedSession({ ...record, revision: 3, windows, keys }), undefined);
    const { initial, res } = subscribe(channel, "players", null, { revision: 2, seq: 0 });
    expect(initial.slice(0, 3)).toEqual(["state", "corrected", "corrected"]);
    const [first, second] = [...res.text.matchAll(/event: corrected\ndata: (.*)/g)].map(([, data]) =>
      JSON.parse(data!),
    );
    expect(first).toMatchObject({ question: 1, correct: [0] });
    expect(second).toEqual({ question: 2, voided: false, now: expect.any(String) });
  });
});
