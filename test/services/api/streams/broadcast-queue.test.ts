import { jest } from "@jest/globals";
import { BroadcastQueue } from "../../../../services/api/streams/broadcast-queue.ts";
import { EventStream } from "../../../../services/api/streams/event-stream.ts";
import { FakeResponseStream } from "./fake-response-stream.ts";

/** What a write takes by the clock of the test, in ms. */
let writeMs: number;
let now: number;
const left = new Set<EventStream>();
const sent: number[] = [];
let queue: BroadcastQueue;

beforeEach(() => {
  writeMs = 0;
  now = 1000;
  left.clear();
  sent.length = 0;
  queue = new BroadcastQueue(
    (stream) => !left.has(stream),
    (tookMs) => sent.push(tookMs),
  );
  jest.useFakeTimers();
  jest.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const streamsOf = (count: number) =>
  Array.from(
    { length: count },
    () => new EventStream(new FakeResponseStream(), "players", null, () => {}, { skipped: 0, dropped: 0 }),
  );

/** Adds a broadcast. @returns the streams that it has reached, in their order */
function broadcast(streams: readonly EventStream[]): EventStream[] {
  const reached: EventStream[] = [];
  queue.add(
    () => [...streams],
    (stream) => {
      now += writeMs;
      reached.push(stream);
    },
  );
  return reached;
}

test("a short broadcast is written at once, each stream a single time, from any first one on", () => {
  const streams = streamsOf(40);
  const firsts = new Set<EventStream>();
  for (let round = 0; round < 50; round++) {
    const reached = broadcast(streams);
    expect(new Set(reached)).toEqual(new Set(streams));
    expect(reached).toHaveLength(40);
    firsts.add(reached[0]!);
  }
  expect(queue.isIdle).toBe(true);
  expect(firsts.size).toBeGreaterThan(5);
});

test("a long one leaves time between its slices, and the next one waits for its end", () => {
  writeMs = 1;
  const streams = streamsOf(40);
  const [first, second] = [broadcast(streams), broadcast(streams)];
  // A slice ends at the first look at the clock after 5 ms.
  expect(first).toHaveLength(16);
  expect(queue.isIdle).toBe(false);
  jest.runOnlyPendingTimers();
  expect(first).toHaveLength(32);
  expect(second).toHaveLength(0);
  jest.runAllTimers();
  expect([first.length, second.length]).toEqual([40, 40]);
  expect(queue.isIdle).toBe(true);
  expect(sent).toEqual([40, 40]);
});

test("who leaves meanwhile, and who has something newer, gets nothing", () => {
  writeMs = 1;
  const streams = streamsOf(40);
  const reached = broadcast(streams);
  const later = broadcast(streams);
  const waiting = streams.filter((stream) => !reached.includes(stream));
  left.add(waiting[0]!);
  // It was slow, or has come after the event.
  waiting[1]!.hasUpTo = queue.lastNo;
  jest.runAllTimers();
  for (const stream of waiting.slice(0, 2)) {
    expect(reached).not.toContain(stream);
    expect(later).not.toContain(stream);
  }
  expect([reached.length, later.length]).toEqual([38, 38]);
  const last = broadcast(streams);
  jest.runAllTimers();
  expect(last).toContain(waiting[1]);
});

test("after clear nothing more is written", () => {
  writeMs = 1;
  const reached = broadcast(streamsOf(40));
  queue.clear();
  jest.runAllTimers();
  expect(reached).toHaveLength(16);
  expect(broadcast(streamsOf(1))).toHaveLength(1);
});

test("what is added when a broadcast ends takes its turn in the same slice", () => {
  writeMs = 1;
  const streams = streamsOf(8);
  let added: EventStream[] | undefined;
  queue = new BroadcastQueue(
    () => true,
    () => {
      added ??= broadcast(streamsOf(40));
    },
  );
  broadcast(streams);
  expect(added).toHaveLength(16);
  expect(jest.getTimerCount()).toBe(1);
  jest.runAllTimers();
  expect(added).toHaveLength(40);
});
