import { jest } from "@jest/globals";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { NOON } from "../../../harness/session-record.ts";
import { figures, knownSession, knownSnapshot, SECRET, STAGES, snapshot } from "../fixtures.ts";
import type { FakeOutlet } from "./fake-response-stream.ts";
import { listen, opened } from "./subscribe.ts";

const lobby = knownSession();
const playing = knownSession({ ...opened, windows: [STAGES.open(2)] });
const revealed = knownSession({ ...opened, revision: 3, windows: [STAGES.revealed(2)] });

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

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
