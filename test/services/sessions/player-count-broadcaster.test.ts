import { jest } from "@jest/globals";
import {
  type PlayerCount,
  PlayerCountBroadcaster,
} from "../../../services/sessions/player-count-broadcaster.ts";

const count = (players: number, sessionNo = 1): PlayerCount => ({
  sessionNo,
  sessionId: `s${sessionNo}`,
  players,
});

let broadcast: PlayerCount[];
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
