import { jest } from "@jest/globals";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { EventStream, type SlowConsumers } from "../../../../services/api/streams/event-stream.ts";
import { FakeResponseStream } from "./fake-response-stream.ts";

const CHUNK = chunkOf("x".repeat(30 * 1024));

let res: FakeResponseStream;
let stream: EventStream;
let catchUps: number;
let slowConsumers: SlowConsumers;
beforeEach(() => {
  jest.useFakeTimers();
  catchUps = 0;
  res = new FakeResponseStream();
  slowConsumers = { skipped: 0, dropped: 0 };
  const catchUp = () => {
    catchUps++;
  };
  stream = new EventStream(res, "players", 1, catchUp, slowConsumers);
});
afterEach(() => jest.useRealTimers());

test("bytes are written as they are, one buffer for all streams", () => {
  stream.write(CHUNK);
  expect(res.written[0]).toBe(CHUNK.bytes);
});

test("a slow consumer is skipped past a bound, and then gets the newest state instead", () => {
  res.isReading = false;
  for (let sent = 0; sent < 100; sent++) stream.write(CHUNK);
  expect(res.written.length).toBeLessThanOrEqual(4);
  expect(catchUps).toBe(0);
  expect(slowConsumers).toEqual({ skipped: 1, dropped: 0 });
  res.read();
  expect(catchUps).toBe(1);
  stream.write(CHUNK);
  expect(res.written.at(-1)).toBe(CHUNK.bytes);
});

test("a client that keeps up is sent no catch-up", () => {
  stream.write(CHUNK);
  res.read();
  expect(catchUps).toBe(0);
});

test("a client that never reads is disconnected", () => {
  res.isReading = false;
  for (let seconds = 0; seconds < 120; seconds++) {
    stream.write(CHUNK);
    jest.advanceTimersByTime(1000);
  }
  expect(res.wasCutOff).toBe(true);
  expect(slowConsumers).toEqual({ skipped: 1, dropped: 1 });
});

test("after the end nothing is written, even if the client has not read the end yet", () => {
  res.isReading = false;
  stream.write(CHUNK);
  stream.end();
  expect(() => stream.write(CHUNK)).not.toThrow();
  expect(res.written).toHaveLength(1);
});

test("a client that does not read the end is disconnected", () => {
  res.isReading = false;
  stream.write(CHUNK);
  stream.end();
  jest.advanceTimersByTime(10_000);
  expect(res.wasCutOff).toBe(true);
});

test("a client that reads the end leaves no timer", async () => {
  stream.end();
  await Promise.resolve();
  expect(res.isClosed).toBe(true);
  expect(jest.getTimerCount()).toBe(0);
});

test("before a planned stop each client is told to reconnect after its own random delay", () => {
  const delays = Array.from({ length: 50 }, () => {
    const response = new FakeResponseStream();
    new EventStream(response, "players", null, () => {}, slowConsumers).closeWithRetry();
    expect(response.hasEnded).toBe(true);
    return Number(/^retry: (\d+)\n\n$/.exec(response.text)?.[1]);
  });
  for (const ms of delays) expect(ms).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(10_000);
  expect(new Set(delays).size).toBeGreaterThan(10);
});
