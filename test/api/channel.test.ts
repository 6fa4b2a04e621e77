import { jest } from "@jest/globals";
import { Channel } from "../../services/api/channel.ts";
import { EventStream } from "../../services/api/event-stream.ts";
import type { Audience } from "../../services/api/figures-view.ts";
import { chunkOf } from "../../services/api/outlet.ts";
import type { KnownSession } from "../../services/api/session-book.ts";
import { NOON, settings } from "../platform/session-record.ts";
import { FakeOutlet } from "./fake-outlet.ts";
import { figures, knownSession, knownSnapshot, SECRET, STAGES, snapshot } from "./known.ts";

const opened = { openedAt: NOON, revision: 2 };
const lobby = knownSession();
const playing = knownSession({ ...opened, windows: [STAGES.open(2)] });
const revealed = knownSession({ ...opened, revision: 3, windows: [STAGES.revealed(2)] });

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const NOTHING = { revision: -1, seq: -1 };

/** Somebody who listens; what they are sent is in what comes back, the greeting in `greeting`. */
function listen(
  channel: Channel,
  audience: Audience = "players",
  playerNo: number | null = null,
  seen = NOTHING,
) {
  const res = new FakeOutlet();
  const stream = new EventStream(res, audience, playerNo, () => channel.catchUp(stream), {
    skipped: 0,
    dropped: 0,
  });
  channel.add(stream, seen);
  const greeting = res.events;
  return { res, stream, greeting, news: () => res.events.slice(greeting.length) };
}

test("nothing of a key is streamed to players before its time; then it is, and to the host always", () => {
  const channel = new Channel(lobby, undefined);
  const player = listen(channel);
  const host = listen(channel, "host");
  channel.moved(playing);
  channel.updated(knownSnapshot(snapshot(1, [figures(2, 5)])), [2]);
  const latecomer = listen(channel);
  channel.joined(playing);
  for (const { res } of [player, latecomer]) {
    expect(res.text).not.toContain(SECRET);
    expect(res.text).not.toMatch(/correct|options":\[\{"id":0,"count/);
    expect(res.text).toContain('"attempts":5');
  }
  expect(host.res.text).toContain(SECRET);
  channel.moved(revealed);
  expect(player.res.text).toContain(SECRET);
});

test("a host's stream has the session as its host gets it, with code and voided questions; nobody else's does", () => {
  const channel = new Channel(lobby, undefined);
  const [player, host] = [listen(channel), listen(channel, "host")];
  channel.joined(knownSession({ players: 1 }));
  channel.moved(knownSession({ ...revealed.record, endedAt: NOON + 1, voided: [2] }));
  const states = ({ res }: typeof host) =>
    [...res.text.matchAll(/^event: (?:state|ended)\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  expect(states(host)).toHaveLength(4);
  const { code } = lobby.record;
  for (const [index, state] of states(host).entries()) {
    expect(state).toMatchObject({ code, voided: index < 2 ? [] : [2] });
  }
  for (const state of states(player)) {
    expect(state).not.toHaveProperty("code");
    expect(state).not.toHaveProperty("voided");
  }
});

test("an event is made once for each audience, however many listen", () => {
  const channel = new Channel(lobby, undefined);
  const players = Array.from({ length: 10 }, () => listen(channel));
  const hosts = [listen(channel, "host"), listen(channel, "host")];
  channel.moved(playing);
  channel.updated(knownSnapshot(snapshot(1, [figures(2, 5)], 10)), [2]);
  for (const event of [1, 2]) {
    expect(new Set(players.map(({ res }) => res.written[event])).size).toBe(1);
    expect(new Set(hosts.map(({ res }) => res.written[event])).size).toBe(1);
    expect(players[0]?.res.written[event]).not.toBe(hosts[0]?.res.written[event]);
  }
});

test("a slow reader is skipped and then given the newest state, not what it missed", () => {
  const channel = new Channel(playing, undefined);
  const slow = listen(channel);
  const quick = listen(channel);
  slow.res.isReading = false;
  for (let round = 0; round < 500; round++) channel.joined(playing);
  const missed = quick.res.written.length - slow.res.written.length;
  expect(missed).toBeGreaterThan(100);
  channel.moved(revealed);
  slow.res.read();
  expect(slow.res.events.slice(-3)).toEqual(["state", "question", "closed"]);
  expect(slow.res.text).toContain("id: 3-0");
});

test("figures that show no change to an audience are not sent to it", () => {
  const channel = new Channel(playing, undefined);
  const player = listen(channel);
  const host = listen(channel, "host");
  const update = (seq: number, count: number) => {
    const one = { ...figures(2, 5), options: [{ id: 0, count, share: 1 }] };
    channel.updated(knownSnapshot(snapshot(seq, [one])), [2]);
  };
  update(1, 1);
  update(2, 2);
  expect(player.news()).toEqual(["stats", "leaderboard"]);
  expect(host.news()).toEqual(["stats", "leaderboard", "stats"]);
});

test("figures that were there before their question was revealed are shown when it is", () => {
  const channel = new Channel(playing, undefined);
  const player = listen(channel);
  channel.updated(knownSnapshot(snapshot(1, [{ ...figures(2, 5), final: true }])), [2]);
  expect(player.res.text).not.toContain('"final":true}');
  channel.moved(revealed);
  expect(player.news().slice(-3)).toEqual(["closed", "state", "stats"]);
  expect(player.res.text).toContain('"final":true');
});

test("players see the leaderboard of what they may know, the host the whole", () => {
  const channel = new Channel(playing, undefined);
  const [player, host] = [listen(channel), listen(channel, "host")];
  channel.updated(knownSnapshot(snapshot(1, [], 42)), []);
  expect(player.res.text).toContain('"points":42');
  expect(player.res.text).not.toContain("7777");
  expect(host.res.text).toContain("7777");
});

test("who comes gets the state first, then the figures; who has seen it all just the state", () => {
  const channel = new Channel(playing, knownSnapshot(snapshot(5, [figures(2, 3)])));
  expect(listen(channel).greeting).toEqual(["state", "question", "stats", "leaderboard"]);
  expect(listen(channel, "players", null, { revision: 2, seq: 5 }).greeting).toEqual(["state"]);
  expect(listen(channel, "players", null, { revision: 1, seq: 5 }).greeting).toEqual(["state", "question"]);
  expect(listen(channel, "players", null, { revision: 2, seq: 4 }).greeting).toEqual([
    "state",
    "stats",
    "leaderboard",
  ]);
});

test("a removed player's streams end at once; nobody else's do, and nothing is written to them again", () => {
  const channel = new Channel(playing, undefined);
  const removed = listen(channel, "players", 7);
  const others = [listen(channel, "players", 8), listen(channel, "players", null), listen(channel, "host")];
  removed.res.isReading = false;
  removed.res.write(chunkOf("waits"));
  channel.moved(knownSession({ ...playing.record, revision: 3, removed: [7] }));
  expect(removed.res.hasEnded).toBe(true);
  expect(removed.news()).toEqual([]);
  for (const { res } of others) expect(res.hasEnded).toBe(false);
  expect(() => channel.moved(knownSession({ ...playing.record, revision: 4, removed: [7] }))).not.toThrow();
  expect(channel.size).toBe(3);
});

test("once all have been told farewell, news disturbs nobody", () => {
  const channel = new Channel(playing, undefined);
  const slow = listen(channel);
  slow.res.isReading = false;
  channel.sayFarewell();
  expect(() => channel.moved(revealed)).not.toThrow();
  expect(slow.news()).toEqual([]);
});

test("a comment reaches every stream, whatever its audience", () => {
  const channel = new Channel(lobby, undefined);
  const all = [listen(channel), listen(channel, "host")];
  channel.comment(chunkOf(":\n\n"));
  for (const { res } of all) expect(res.text.endsWith("\n\n:\n\n")).toBe(true);
});

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

/** From now on each write to a reader takes 100 ms. */
function slowDown(res: FakeOutlet): void {
  let now = performance.now();
  jest.spyOn(performance, "now").mockImplementation(() => now);
  const write = res.write.bind(res);
  res.write = (chunk) => {
    now += 100;
    write(chunk);
  };
}

test("after a long broadcast figures wait as long, the session passes them, and then only the newest are told", () => {
  const channel = new Channel(lobby, undefined);
  const slow = listen(channel);
  slowDown(slow.res);
  channel.moved(playing);
  channel.updated(knownSnapshot(snapshot(1, [figures(2, 5)])), [2]);
  channel.updated(knownSnapshot(snapshot(2, [figures(2, 6)])), [2]);
  channel.moved(revealed);
  expect(slow.news()).toEqual(["question", "state", "closed", "state"]);
  // One who comes back after this has not seen the figures.
  expect(slow.res.text).toMatch(/id: 3-0\nevent: state\n/);
  jest.advanceTimersByTime(99);
  expect(slow.news()).toHaveLength(4);
  jest.advanceTimersByTime(1);
  expect(slow.news().slice(4)).toEqual(["stats", "leaderboard"]);
  expect(slow.res.text).toContain('"attempts":6');
  expect(slow.res.text).not.toContain('"attempts":5');
  expect(slow.res.text).toMatch(/id: 3-2\nevent: stats\n/);
});

test("figures that wait when the last reader leaves wake nobody", () => {
  const channel = new Channel(lobby, undefined);
  const slow = listen(channel);
  slowDown(slow.res);
  channel.moved(playing);
  channel.updated(knownSnapshot(snapshot(1, [figures(2, 5)])), [2]);
  expect(jest.getTimerCount()).toBe(1);
  channel.remove(slow.stream);
  expect(jest.getTimerCount()).toBe(0);
});

test("that players join waits its turn behind a long broadcast as well, and is told once", () => {
  const channel = new Channel(lobby, undefined);
  const slow = listen(channel);
  slowDown(slow.res);
  const joined = (players: number) => channel.joined(knownSession({ players }));
  joined(1);
  for (const players of [2, 3, 4]) joined(players);
  expect(slow.news()).toEqual(["state"]);
  jest.advanceTimersByTime(100);
  expect(slow.news()).toEqual(["state", "state"]);
  expect(slow.res.text).toContain('"players":4');
  expect(slow.res.text).not.toMatch(/"players":[23]/);
});
