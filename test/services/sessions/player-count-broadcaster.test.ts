import { jest } from "@jest/globals";
import {
  type JoinedPlayers,
  type PlayerCount,
  PlayerCountBroadcaster,
} from "../../../services/sessions/player-count-broadcaster.ts";

const count = (players: number, sessionNo = 1): PlayerCount => ({
  sessionNo,
  sessionId: `s${sessionNo}`,
  players,
});

let broadcast: JoinedPlayers[];
let counts: PlayerCountBroadcaster;
beforeEach(() => {
  jest.useFakeTimers();
  broadcast = [];
  counts = new PlayerCountBroadcaster((one) => broadcast.push(one));
});
afterEach(() => jest.useRealTimers());

test("the first count is broadcast at once, then the newest one twice a second, however many join", () => {
  for (let ms = 0; ms < 1000; ms++) {
    counts.update(count(ms + 1));
    jest.advanceTimersByTime(1);
  }
  jest.advanceTimersByTime(5000);
  expect(broadcast.map(({ players }) => players)).toEqual([1, 500, 1000]);
  expect(jest.getTimerCount()).toBe(0);
});

test("of counts that come out of order, the greatest is broadcast", () => {
  for (const players of [1, 5, 3]) counts.update(count(players));
  jest.advanceTimersByTime(500);
  expect(broadcast.map(({ players }) => players)).toEqual([1, 5]);
});

test("who has joined since the last broadcast is in the next one: the newest 50 by name, the others counted", () => {
  const players = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ playerNo: from + index, nickname: "Ana" }));
  counts.update(count(1), players(1, 1));
  counts.update(count(3), players(2, 3));
  // Somebody who has come back.
  counts.update(count(3));
  jest.advanceTimersByTime(500);
  counts.update(count(63), players(4, 63));
  counts.update(count(83), players(64, 83));
  jest.advanceTimersByTime(5000);
  counts.update(count(143), players(84, 143));
  expect(broadcast.map(({ arrivals, more }) => [arrivals[0]?.playerNo, arrivals.length, more])).toEqual([
    [1, 1, 0],
    [2, 2, 0],
    [34, 50, 30],
    [94, 50, 10],
  ]);
});

test("each session is throttled on its own", () => {
  counts.update(count(1, 1));
  counts.update(count(1, 2));
  expect(broadcast).toHaveLength(2);
});

test("after the stop nothing is broadcast", () => {
  counts.update(count(1));
  counts.update(count(2));
  counts.stop();
  jest.advanceTimersByTime(5000);
  expect(broadcast).toHaveLength(1);
});
