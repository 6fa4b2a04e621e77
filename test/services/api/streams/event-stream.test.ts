import { jest } from "@jest/globals";
import { chunkOf } from "../../../../services/api/http/response-stream.ts";
import { EventStream, type FallenBehind } from "../../../../services/api/streams/event-stream.ts";
import { FakeOutlet } from "./fake-response-stream.ts";

const CHUNK = chunkOf("x".repeat(30 * 1024));

let res: FakeOutlet;
let stream: EventStream;
let caughtUp: number;
let fallen: FallenBehind;
beforeEach(() => {
  jest.useFakeTimers();
  caughtUp = 0;
  res = new FakeOutlet();
  fallen = { skipped: 0, dropped: 0 };
  const catchUp = () => {
    caughtUp++;
  };
  stream = new EventStream(res, "players", 1, catchUp, fallen);
});
afterEach(() => jest.useRealTimers());

test("bytes are passed on as they are, one buffer for all readers", () => {
  stream.write(CHUNK);
  expect(res.written[0]).toBe(CHUNK.bytes);
});

test("a slow reader is left out beyond a bound, and then gets the newest state instead", () => {
  res.isReading = false;
  for (let sent = 0; sent < 100; sent++) stream.write(CHUNK);
  expect(res.written.length).toBeLessThanOrEqual(4);
  expect(caughtUp).toBe(0);
  expect(fallen).toEqual({ skipped: 1, dropped: 0 });
  res.read();
  expect(caughtUp).toBe(1);
  stream.write(CHUNK);
  expect(res.written.at(-1)).toBe(CHUNK.bytes);
});

test("a reader that keeps up is never caught up with", () => {
  stream.write(CHUNK);
  res.read();
  expect(caughtUp).toBe(0);
});

test("a reader that never reads is let go", () => {
  res.isReading = false;
  for (let seconds = 0; seconds < 120; seconds++) {
    stream.write(CHUNK);
    jest.advanceTimersByTime(1000);
  }
  expect(res.wasCutOff).toBe(true);
  expect(fallen).toEqual({ skipped: 1, dropped: 1 });
});

test("after its end nothing is written, though its reader has not read it yet", () => {
  res.isReading = false;
  stream.write(CHUNK);
  stream.end();
  expect(() => stream.write(CHUNK)).not.toThrow();
  expect(res.written).toHaveLength(1);
});

test("a reader that does not read its end is cut off", () => {
  res.isReading = false;
  stream.write(CHUNK);
  stream.end();
  jest.advanceTimersByTime(10_000);
  expect(res.wasCutOff).toBe(true);
});

test("one that does read its end leaves no timer behind", async () => {
  stream.end();
  await Promise.resolve();
  expect(res.isClosed).toBe(true);
  expect(jest.getTimerCount()).toBe(0);
});

test("before a planned stop readers are told to come back, each at a moment of its own", () => {
  const delays = Array.from({ length: 50 }, () => {
    const one = new FakeOutlet();
    new EventStream(one, "players", null, () => {}, fallen).sayFarewell();
    expect(one.hasEnded).toBe(true);
    return Number(/^retry: (\d+)\n\n$/.exec(one.text)?.[1]);
  });
  for (const ms of delays) expect(ms).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(10_000);
  expect(new Set(delays).size).toBeGreaterThan(10);
});
