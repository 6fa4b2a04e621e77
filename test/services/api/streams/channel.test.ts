import { jest } from "@jest/globals";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { NOON } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, SECRET, STAGES, snapshot } from "../fixtures.ts";
import type { FakeResponseStream } from "./fake-response-stream.ts";
import { opened, subscribe } from "./subscribe.ts";

const lobby = cachedSession();
const playing = cachedSession({ ...opened, windows: [STAGES.open(2)] });
const revealed = cachedSession({ ...opened, revision: 3, windows: [STAGES.revealed(2)] });

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test("no key is streamed to players before its time; then it is, and to the host always", () => {
  const channel = new Channel(lobby, undefined);
  const player = subscribe(channel);
  const host = subscribe(channel, "host");
  channel.sessionChanged(playing);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(2, 5)])), [2]);
  const latecomer = subscribe(channel);
  channel.playersChanged(playing);
  for (const { res } of [player, latecomer]) {
    expect(res.text).not.toContain(SECRET);
    expect(res.text).not.toMatch(/correct|options":\[\{"id":0,"count/);
    expect(res.text).toContain('"attempts":5');
  }
  expect(host.res.text).toContain(SECRET);
  channel.sessionChanged(revealed);
  expect(player.res.text).toContain(SECRET);
});

test("a host's stream has the host's view of the session, with the code; all streams have the voided questions", () => {
  const channel = new Channel(lobby, undefined);
  const [player, host] = [subscribe(channel), subscribe(channel, "host")];
  channel.playersChanged(cachedSession({ players: 1 }));
  channel.sessionChanged(cachedSession({ ...revealed.record, endedAt: NOON + 1, voided: [2] }));
  const states = ({ res }: typeof host) =>
    [...res.text.matchAll(/^event: (?:state|ended)\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  expect(states(host)).toHaveLength(4);
  const { code } = lobby.record;
  for (const [index, state] of states(host).entries()) {
    expect(state).toMatchObject({ code, voided: index < 2 ? [] : [2] });
  }
  for (const [index, state] of states(player).entries()) {
    expect(state).not.toHaveProperty("code");
    expect(state).toHaveProperty("voided", index < 2 ? [] : [2]);
  }
});

test("a screen's stream is a player's, with the join code in the state", () => {
  const channel = new Channel(lobby, undefined);
  const [player, screen] = [subscribe(channel), subscribe(channel, "screen")];
  channel.playersChanged(cachedSession({ players: 1 }));
  channel.sessionChanged(playing);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(2, 5)])), [2]);
  const latecomer = subscribe(channel, "screen");
  expect(screen.res.text + latecomer.res.text).not.toContain(SECRET);
  channel.sessionChanged(cachedSession({ ...revealed.record, endedAt: NOON + 1 }));
  expect(screen.res.text).toContain(SECRET);
  const code = `,"code":"${lobby.record.code}"`;
  expect(player.res.text).not.toContain(code);
  expect(screen.res.text.replaceAll(code, "")).toBe(player.res.text);
});

test("every event carries the time at which it was made", () => {
  const channel = new Channel(lobby, undefined);
  const player = subscribe(channel);
  jest.advanceTimersByTime(1000);
  channel.sessionChanged(playing);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(2, 5)])), [2]);
  jest.advanceTimersByTime(1000);
  channel.sessionChanged(cachedSession({ ...revealed.record, endedAt: NOON + 1 }));
  const seconds = [...player.res.text.matchAll(/^event: (\w+)\ndata: {.*"now":"([^"]+)"}$/gm)].map(
    ([, event, now]) => [event, (Date.parse(now!) - NOON - 1) / 1000],
  );
  expect(seconds).toHaveLength(player.res.events.length);
  expect(new Map(seconds as [string, number][])).toEqual(
    new Map([
      ["state", 2],
      ["question", 1],
      ["stats", 2],
      ["leaderboard", 1],
      ["closed", 2],
      ["ended", 2],
    ]),
  );
});

test("an event is encoded once per audience", () => {
  const channel = new Channel(lobby, undefined);
  const players = Array.from({ length: 10 }, () => subscribe(channel));
  const hosts = [subscribe(channel, "host"), subscribe(channel, "host")];
  channel.sessionChanged(playing);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(2, 5)], 10)), [2]);
  for (const event of [1, 2]) {
    expect(new Set(players.map(({ res }) => res.written[event])).size).toBe(1);
    expect(new Set(hosts.map(({ res }) => res.written[event])).size).toBe(1);
    expect(players[0]?.res.written[event]).not.toBe(hosts[0]?.res.written[event]);
  }
});

test("a slow client is skipped and then gets the newest state, not what it missed", () => {
  const channel = new Channel(playing, undefined);
  const slow = subscribe(channel);
  const quick = subscribe(channel);
  slow.res.isReading = false;
  for (let round = 0; round < 500; round++) channel.playersChanged(playing);
  const missed = quick.res.written.length - slow.res.written.length;
  expect(missed).toBeGreaterThan(100);
  channel.sessionChanged(revealed);
  slow.res.read();
  expect(slow.res.events.slice(-3)).toEqual(["state", "question", "closed"]);
  expect(slow.res.text).toContain("id: 3-0");
});

test("stats that show no change to an audience are not sent to it", () => {
  const channel = new Channel(playing, undefined);
  const player = subscribe(channel);
  const host = subscribe(channel, "host");
  const update = (seq: number, count: number) => {
    const one = { ...questionStats(2, 5), options: [{ id: 0, count, share: 1 }] };
    channel.statsChanged(cachedSnapshot(snapshot(seq, [one])), [2]);
  };
  update(1, 1);
  update(2, 2);
  expect(player.later()).toEqual(["stats", "leaderboard"]);
  expect(host.later()).toEqual(["stats", "leaderboard", "stats"]);
});

test("stats that came before their question was revealed are shown when it is", () => {
  const channel = new Channel(playing, undefined);
  const player = subscribe(channel);
  channel.statsChanged(cachedSnapshot(snapshot(1, [{ ...questionStats(2, 5), final: true }])), [2]);
  expect(player.res.text).not.toContain('"final":true}');
  channel.sessionChanged(revealed);
  expect(player.later().slice(-3)).toEqual(["closed", "state", "stats"]);
  expect(player.res.text).toContain('"final":true');
});

test("players see the leaderboard of the verdicts they may know, the host sees the full one", () => {
  const channel = new Channel(playing, undefined);
  const [player, host] = [subscribe(channel), subscribe(channel, "host")];
  channel.statsChanged(cachedSnapshot(snapshot(1, [], 42)), []);
  expect(player.res.text).toContain('"points":42');
  expect(player.res.text).not.toContain("7777");
  expect(host.res.text).toContain("7777");
});

test("a new subscriber gets the state first, then the stats; one that has received all of it gets just the state", () => {
  const channel = new Channel(playing, cachedSnapshot(snapshot(5, [questionStats(2, 3)])));
  expect(subscribe(channel).initial).toEqual(["state", "question", "stats", "leaderboard"]);
  expect(subscribe(channel, "players", null, { revision: 2, seq: 5 }).initial).toEqual(["state"]);
  // What the stats show depends on the session too.
  const all = ["state", "question", "stats", "leaderboard"];
  expect(subscribe(channel, "players", null, { revision: 1, seq: 5 }).initial).toEqual(all);
  expect(subscribe(channel, "players", null, { revision: 2, seq: 4 }).initial).toEqual([
    "state",
    "stats",
    "leaderboard",
  ]);
});

test("a removed player's streams hear it, end at once and get nothing more; other streams stay open", () => {
  const channel = new Channel(playing, undefined);
  const removed = subscribe(channel, "players", 7);
  const others = [
    subscribe(channel, "players", 8),
    subscribe(channel, "players", null),
    subscribe(channel, "host"),
  ];
  removed.res.isReading = false;
  removed.res.write(chunkOf("waits"));
  channel.sessionChanged(cachedSession({ ...playing.record, revision: 3, removed: [7] }));
  expect(removed.res.hasEnded).toBe(true);
  expect(removed.later()).toEqual(["removed"]);
  for (const { res } of others) expect(res.hasEnded).toBe(false);
  expect(() =>
    channel.sessionChanged(cachedSession({ ...playing.record, revision: 4, removed: [7] })),
  ).not.toThrow();
  expect(channel.size).toBe(3);
});

test("after closeWithRetry a change is written to nobody", () => {
  const channel = new Channel(playing, undefined);
  const slow = subscribe(channel);
  slow.res.isReading = false;
  channel.closeWithRetry();
  expect(() => channel.sessionChanged(revealed)).not.toThrow();
  expect(slow.later()).toEqual([]);
});

test("a keep-alive reaches every stream, whatever its audience", () => {
  const channel = new Channel(lobby, undefined);
  const all = [subscribe(channel), subscribe(channel, "host")];
  channel.sendKeepAlive(() => chunkOf(":\n\n"));
  for (const { res } of all) expect(res.text.endsWith("\n\n:\n\n")).toBe(true);
});

/** From now on each write to this client takes 100 ms. */
function slowDown(res: FakeResponseStream): void {
  let now = performance.now();
  jest.spyOn(performance, "now").mockImplementation(() => now);
  const write = res.write.bind(res);
  res.write = (chunk) => {
    now += 100;
    write(chunk);
  };
}

test("after a slow broadcast stats wait as long, session events do not, and then only the newest stats are sent", () => {
  const channel = new Channel(lobby, undefined);
  const slow = subscribe(channel);
  slowDown(slow.res);
  channel.sessionChanged(playing);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(2, 5)])), [2]);
  channel.statsChanged(cachedSnapshot(snapshot(2, [questionStats(2, 6)])), [2]);
  channel.sessionChanged(revealed);
  expect(slow.later()).toEqual(["question", "state", "closed", "state"]);
  // A client that reconnects after this has not received the stats.
  expect(slow.res.text).toMatch(/id: 3-0\nevent: state\n/);
  jest.advanceTimersByTime(99);
  expect(slow.later()).toHaveLength(4);
  jest.advanceTimersByTime(1);
  expect(slow.later().slice(4)).toEqual(["stats", "leaderboard"]);
  expect(slow.res.text).toContain('"attempts":6');
  expect(slow.res.text).not.toContain('"attempts":5');
  expect(slow.res.text).toMatch(/id: 3-2\nevent: stats\n/);
});

test("when the last subscriber leaves, no timer stays for pending stats", () => {
  const channel = new Channel(lobby, undefined);
  const slow = subscribe(channel);
  slowDown(slow.res);
  channel.sessionChanged(playing);
  channel.statsChanged(cachedSnapshot(snapshot(1, [questionStats(2, 5)])), [2]);
  expect(jest.getTimerCount()).toBe(1);
  channel.remove(slow.stream);
  expect(jest.getTimerCount()).toBe(0);
});

test("after a slow broadcast the player count waits too, and only the newest is sent", () => {
  const channel = new Channel(lobby, undefined);
  const slow = subscribe(channel);
  slowDown(slow.res);
  const joined = (players: number) => channel.playersChanged(cachedSession({ players }));
  joined(1);
  for (const players of [2, 3, 4]) joined(players);
  expect(slow.later()).toEqual(["state"]);
  jest.advanceTimersByTime(100);
  expect(slow.later()).toEqual(["state", "state"]);
  expect(slow.res.text).toContain('"players":4');
  expect(slow.res.text).not.toMatch(/"players":[23]/);
});
