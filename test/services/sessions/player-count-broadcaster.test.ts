import { jest } from "@jest/globals";
import { type Count, JoinedCounts } from "../../../services/sessions/player-count-broadcaster.ts";

const count = (players: number, sessionNo = 1): Count => ({ sessionNo, sessionId: `s${sessionNo}`, players });

let told: Count[];
let counts: JoinedCounts;
beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  counts = new JoinedCounts((one) => told.push(one));
});
afterEach(() => jest.useRealTimers());

test("the first count goes out at once, then the newest twice a second, however many join", () => {
  for (let ms = 0; ms < 1000; ms++) {
    counts.note(count(ms + 1));
    jest.advanceTimersByTime(1);
  }
  jest.advanceTimersByTime(5000);
  expect(told.map(({ players }) => players)).toEqual([1, 500, 1000]);
  expect(jest.getTimerCount()).toBe(0);
});

test("of counts that come out of order the greatest is told", () => {
  for (const players of [1, 5, 3]) counts.note(count(players));
  jest.advanceTimersByTime(500);
  expect(told.map(({ players }) => players)).toEqual([1, 5]);
});

test("each session has a pace of its own", () => {
  counts.note(count(1, 1));
  counts.note(count(1, 2));
  expect(told).toHaveLength(2);
});

test("stopped, it tells nothing more", () => {
  counts.note(count(1));
  counts.note(count(2));
  counts.stop();
  jest.advanceTimersByTime(5000);
  expect(told).toHaveLength(1);
});
