import { jest } from "@jest/globals";
import type { KnownSession } from "../../../../services/api/caches/session-cache.ts";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { figures, knownSession, knownSnapshot, SECRET, STAGES, snapshot } from "../fixtures.ts";
import { listen, opened } from "./subscribe.ts";

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

test("in pace self figures of all questions are streamed as they change", () => {
  const self = knownSession({
    ...opened,
    settings: settings({ pace: "self", stats: "live" }),
    windows: [STAGES.open(1), STAGES.open(2)],
  });
  const channel = new Channel(self, undefined);
  const player = listen(channel);
  channel.updated(knownSnapshot(snapshot(1, [figures(1, 1), figures(2, 1)])), [1, 2]);
  expect(player.greeting).toEqual(["state"]);
  expect(player.news()).toEqual(["stats", "stats", "leaderboard"]);
  expect(player.res.text).not.toContain(SECRET);
});

/** A session in pace self of which a thousand questions are open, and its figures after so many answers to each. */
const MANY = Array.from({ length: 1000 }, (_, index) => index + 1);
const selfPaced = (): KnownSession => {
  const changes = { ...opened, settings: settings({ pace: "self", stats: "live" }), questions: MANY.length };
  const self = knownSession({ ...changes, windows: MANY.map((no) => STAGES.open(no)) });
  const [question] = self.content.questions;
  return { ...self, content: { ...self.content, questions: MANY.map(() => question!) } };
};
const answered = (seq: number) => {
  const all = MANY.map((no) => figures(no, seq));
  return knownSnapshot(snapshot(seq, all));
};
/** The questions whose figures a reader has been sent, in order, and of how many attempts they tell. */
const told = (text: string) => {
  const stats = text.matchAll(/^event: stats\ndata: {"question":(\d+),"attempts":(\d+)/gm);
  return [...stats].map(([, no, attempts]) => [Number(no), Number(attempts)]);
};
/** No longer reads, and is 64 KB behind. */
function stopReading({ res, stream }: ReturnType<typeof listen>): void {
  res.isReading = false;
  while (res.waitingBytes <= 64 * 1024) stream.write(chunkOf("x".repeat(10_000)));
}

test("in pace self a reader who was left out gets the newest figures of all that it missed, each once, and no others", () => {
  const channel = new Channel(selfPaced(), answered(1));
  const slow = listen(channel);
  stopReading(slow);
  channel.updated(answered(2), [7, 8]);
  channel.updated(answered(3), [3, 7]);
  expect(told(slow.res.text)).toEqual([]);
  slow.res.read();
  expect(told(slow.res.text)).toEqual([
    [8, 3],
    [3, 3],
    [7, 3],
  ]);
  expect(slow.res.events.slice(-5)).toEqual(["state", "stats", "stats", "stats", "leaderboard"]);
  channel.updated(answered(4), [9]);
  expect(told(slow.res.text).at(-1)).toEqual([9, 4]);
});

test("one who falls behind while it catches up waits with no more than a little, and goes on from there", () => {
  const channel = new Channel(selfPaced(), answered(1));
  const [slow, quick] = [listen(channel), listen(channel)];
  stopReading(slow);
  channel.updated(answered(2), MANY);
  let readings = 0;
  for (; told(slow.res.text).length < MANY.length; readings++) {
    slow.res.read(false);
    expect(slow.res.waitingBytes).toBeLessThan(80 * 1024);
  }
  expect(readings).toBeGreaterThan(1);
  expect(told(slow.res.text)).toEqual(told(quick.res.text));
  // The first half of it came under an id with which it would have come back for the rest.
  const ids = [...slow.res.text.matchAll(/^id: (.*)\nevent: (\w+)$/gm)].map(
    ([, id, event]) => `${event} ${id}`,
  );
  expect(ids.at(-2)).toBe("stats 2-1");
  expect(ids.at(-1)).toBe("leaderboard 2-2");
});

test("in pace self one who comes back gets the figures that have changed since, and who catches up shares the bytes", () => {
  const channel = new Channel(selfPaced(), answered(1));
  channel.updated(answered(2), [5]);
  channel.updated(answered(3), [6]);
  const back = (seq: number) => listen(channel, "players", null, { revision: 2, seq });
  expect(told(back(2).res.text)).toEqual([[6, 3]]);
  expect(told(back(1).res.text)).toEqual([
    [5, 3],
    [6, 3],
  ]);
  expect(back(3).greeting).toEqual(["state"]);
  expect(listen(channel).greeting).toEqual(["state", "leaderboard"]);
  expect(back(2).res.written[1]).toBe(back(2).res.written[1]);
  // What they show hangs on the session too.
  const { record, content, heardAt } = selfPaced();
  channel.moved({ record: { ...record, revision: 3, voided: [6] }, content, heardAt });
  expect(back(2).res.text).toMatch(/"question":6,.*"voided":true/);
});
