import { jest } from "@jest/globals";
import type { Arrival } from "../../../../platform/contracts/contracts.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import {
  type JoinedPlayers,
  PlayerCountBroadcaster,
} from "../../../../services/sessions/player-count-broadcaster.ts";
import { NOON } from "../../../harness/session-record.ts";
import { cachedSession } from "../fixtures.ts";
import type { FakeResponseStream } from "./fake-response-stream.ts";
import { subscribe } from "./subscribe.ts";

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

const arrival = (playerNo: number): Arrival => ({ playerNo, nickname: `n${playerNo}` });
const arrivals = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => arrival(from + index));

interface Joined {
  players: Arrival[];
  more: number;
}
const dataOf = <T>(res: FakeResponseStream, event: string): T[] =>
  [...res.text.matchAll(new RegExp(`^event: ${event}\ndata: (.*)$`, "gm"))].map(([, data]) =>
    JSON.parse(data!),
  );
const joinedOf = (res: FakeResponseStream) =>
  dataOf<Joined>(res, "joined").map(({ players, more }) => [players.map(({ playerNo }) => playerNo), more]);
const numbers = (from: number, to: number) => arrivals(from, to).map(({ playerNo }) => playerNo);

test("host and screen hear who has joined: the first at once, then twice a second; players never do", async () => {
  const channel = new Channel(cachedSession(), undefined);
  const [player, host, screen] = [
    subscribe(channel),
    subscribe(channel, "host"),
    subscribe(channel, "screen"),
  ];
  await jest.advanceTimersByTimeAsync(0);
  channel.playersArrived([arrival(1)], 0);
  channel.playersArrived([arrival(3)], 0);
  channel.playersArrived([arrival(2)], 4);
  jest.advanceTimersByTime(499);
  expect(joinedOf(host.res)).toEqual([[[1], 0]]);
  jest.advanceTimersByTime(1);
  channel.playersArrived([arrival(4)], 0);
  jest.advanceTimersByTime(500);
  for (const { res } of [host, screen]) {
    expect(joinedOf(res)).toEqual([
      [[1], 0],
      [[2, 3], 4],
      [[4], 0],
    ]);
  }
  expect(dataOf<Joined>(host.res, "joined")[0]).toMatchObject({ players: [{ playerNo: 1, nickname: "n1" }] });
  expect(player.res.text).not.toContain("joined");
});

test("of many at once the newest 50 are named, and the others counted", async () => {
  const channel = new Channel(cachedSession(), undefined);
  const host = subscribe(channel, "host");
  await jest.advanceTimersByTimeAsync(0);
  channel.playersArrived(arrivals(1, 60), 10);
  for (let from = 61; from <= 200; from += 20) channel.playersArrived(arrivals(from, from + 19), 0);
  jest.advanceTimersByTime(500);
  expect(joinedOf(host.res)).toEqual([
    [numbers(11, 60), 20],
    [numbers(151, 200), 90],
  ]);
});

test("ten thousand joins in a second reach a host in a few events of a few KB, and the nodes in three messages from each", async () => {
  const channel = new Channel(cachedSession(), undefined);
  const host = subscribe(channel, "host");
  await jest.advanceTimersByTimeAsync(0);
  const before = host.res.text.length;
  const messages: JoinedPlayers[] = [];
  const nodes = [1, 2, 3].map(
    () =>
      new PlayerCountBroadcaster((joined) => {
        messages.push(joined);
        channel.playersArrived(joined.arrivals, joined.more);
      }),
  );
  for (let ms = 0; ms < 1000; ms++) {
    const batch = arrivals(10 * ms + 1, 10 * ms + 10);
    nodes[ms % 3]!.update({ sessionNo: 1, sessionId: "session-1", players: 10 * ms + 10 }, batch);
    jest.advanceTimersByTime(1);
  }
  jest.advanceTimersByTime(2000);
  const joined = dataOf<Joined>(host.res, "joined");
  expect(joined.length).toBeLessThanOrEqual(5);
  expect(joined.reduce((sum, { players, more }) => sum + players.length + more, 0)).toBe(10_000);
  expect(Math.max(...joined.flatMap(({ players }) => players.map(({ playerNo }) => playerNo)))).toBe(10_000);
  expect(host.res.text.length - before).toBeLessThan(12_000);
  expect(messages.length).toBeLessThanOrEqual(9);
  for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(3000);
});

describe("a stream that opens", () => {
  const inside = cachedSession({ players: 1000, removed: [7] });

  test("gets the newest names first, which are loaded once for all streams", async () => {
    const load = jest.fn(async () => arrivals(951, 1000));
    const channel = new Channel(inside, undefined, load);
    const early = [subscribe(channel, "host"), subscribe(channel, "screen")];
    const player = subscribe(channel);
    await jest.advanceTimersByTimeAsync(0);
    for (const { res } of early) expect(joinedOf(res)).toEqual([[numbers(951, 1000), 949]]);
    channel.playersArrived([arrival(1001)], 0);
    const late = subscribe(channel, "host");
    expect(late.initial).toEqual(["state", "joined"]);
    expect(joinedOf(late.res)).toEqual([[numbers(952, 1001), 949]]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(player.res.events).toEqual(["state"]);
  });

  test("hears nobody twice, whose arrival is told while the newest are loaded, or later", async () => {
    const loading = Promise.withResolvers<Arrival[]>();
    const channel = new Channel(inside, undefined, () => loading.promise);
    const host = subscribe(channel, "host");
    const before = host.res.events.length;
    // The first event is sent at once, the next two wait.
    channel.playersArrived([arrival(998)], 0);
    channel.playersArrived([arrival(999)], 0);
    loading.resolve(arrivals(990, 1000));
    await jest.advanceTimersByTimeAsync(0);
    channel.playersArrived([arrival(1000), arrival(1001)], 0);
    await jest.advanceTimersByTimeAsync(1000);
    expect(host.res.events.slice(before)).toEqual(["joined", "joined", "joined"]);
    expect(joinedOf(host.res)).toEqual([
      [[998], 0],
      [numbers(990, 1000), 988],
      [[1001], 0],
    ]);
  });

  test("hears who arrives while they are loaded, and hears nobody whose load failed", async () => {
    const loading = Promise.withResolvers<Arrival[]>();
    const channel = new Channel(inside, undefined, () => loading.promise);
    const host = subscribe(channel, "host");
    channel.playersArrived([arrival(1001)], 0);
    loading.reject(new Error("away"));
    await jest.advanceTimersByTimeAsync(500);
    expect(joinedOf(host.res)).toEqual([[[1001], 0]]);
  });

  test("is loaded anew after the last host has gone, and meanwhile nothing is kept", async () => {
    const load = jest.fn(async () => arrivals(1, 2));
    const channel = new Channel(cachedSession({ players: 2 }), undefined, load);
    const host = subscribe(channel, "host");
    subscribe(channel);
    await jest.advanceTimersByTimeAsync(0);
    channel.playersArrived([arrival(3)], 0);
    channel.playersArrived([arrival(4)], 0);
    channel.remove(host.stream);
    channel.playersArrived([arrival(5)], 0);
    expect(jest.getTimerCount()).toBe(0);
    const next = subscribe(channel, "screen");
    await jest.advanceTimersByTimeAsync(0);
    expect(load).toHaveBeenCalledTimes(2);
    expect(joinedOf(next.res)).toEqual([[[1, 2], 0]]);
  });

  test("gets the newest names again after it was slow", async () => {
    const channel = new Channel(inside, undefined, async () => arrivals(999, 1000));
    const host = subscribe(channel, "host");
    await jest.advanceTimersByTimeAsync(0);
    host.res.isReading = false;
    host.res.bufferedBytes = 100_000;
    channel.playersArrived([arrival(1001)], 0);
    expect(joinedOf(host.res)).toHaveLength(1);
    host.res.read();
    expect(joinedOf(host.res).at(-1)).toEqual([[999, 1000, 1001], 996]);
  });
});

describe("a removed player", () => {
  const playing = (removed: number[], banned: number[] = []) =>
    cachedSession({ players: 9, revision: 2 + removed.length + banned.length, removed, banned });

  test("hears it before the stream ends; hosts and screens hear the number, other players nothing", async () => {
    const channel = new Channel(playing([]), undefined);
    const [three, four] = [subscribe(channel, "players", 3), subscribe(channel, "players", 4)];
    const [host, screen] = [subscribe(channel, "host"), subscribe(channel, "screen")];
    channel.sessionChanged(playing([3]));
    expect(three.res.events).toEqual(["state", "removed"]);
    expect(dataOf(three.res, "removed")).toMatchObject([{ playerNo: 3 }]);
    expect(dataOf(three.res, "removed")[0]).not.toHaveProperty("banned");
    expect(three.res.hasEnded).toBe(true);
    expect([four.res.hasEnded, four.res.events]).toEqual([false, ["state", "state"]]);
    for (const { res } of [host, screen]) expect(res.events).toEqual(["state", "removed", "state"]);
    channel.sessionChanged(playing([3, 4], [3, 4]));
    expect(dataOf(four.res, "removed")).toMatchObject([{ playerNo: 4, banned: true }]);
    expect(dataOf<{ playerNo: number }>(host.res, "removed").map(({ playerNo }) => playerNo)).toEqual([
      3, 3, 4,
    ]);
    channel.sessionChanged(playing([], []));
    expect(host.later().filter((event) => event === "removed")).toHaveLength(3);
    expect(channel.size).toBe(2);
  });

  test("whose stream opens at that moment hears it and nothing else", () => {
    const channel = new Channel(playing([3], [3]), undefined);
    const { res, initial } = subscribe(channel, "players", 3);
    expect([initial, res.hasEnded, channel.size]).toEqual([["removed"], true, 0]);
  });

  test("is named no more: neither in what waits nor to streams that open", async () => {
    const channel = new Channel(playing([]), undefined, async () => arrivals(1, 3));
    const host = subscribe(channel, "host");
    await jest.advanceTimersByTimeAsync(0);
    channel.playersArrived([arrival(4)], 0);
    channel.playersArrived([arrival(5), arrival(6)], 0);
    channel.sessionChanged(playing([2, 5]));
    channel.playersArrived([arrival(7), arrival(5)], 0);
    jest.advanceTimersByTime(500);
    expect(joinedOf(host.res).slice(1)).toEqual([
      [[4], 0],
      [[6, 7], 0],
    ]);
    expect(joinedOf(subscribe(channel, "screen").res)).toEqual([[[1, 3, 4, 6, 7], 2]]);
  });
});
