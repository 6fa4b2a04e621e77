import { jest } from "@jest/globals";
import { EventStream } from "../../services/api/event-stream.ts";
import { FakeResponse } from "./fake-response.ts";

const CHUNK = Buffer.alloc(30 * 1024, "x");

let res: FakeResponse;
let stream: EventStream;
let caughtUp: number;
beforeEach(() => {
  jest.useFakeTimers();
  caughtUp = 0;
  res = new FakeResponse();
  stream = new EventStream(res.asResponse, "players", 1, () => {
    caughtUp++;
  });
});
afterEach(() => jest.useRealTimers());

test("bytes are passed on as they are, one buffer for all readers", () => {
  stream.write(CHUNK);
  expect(res.written[0]).toBe(CHUNK);
});

test("a slow reader is left out beyond a bound, and then gets the newest state instead", () => {
  res.isReading = false;
  for (let sent = 0; sent < 100; sent++) stream.write(CHUNK);
  expect(res.written.length).toBeLessThanOrEqual(4);
  expect(caughtUp).toBe(0);
  res.read();
  expect(caughtUp).toBe(1);
  stream.write(CHUNK);
  expect(res.written.at(-1)).toBe(CHUNK);
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
  expect(res.destroyed).toBe(true);
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
  expect(res.destroyed).toBe(true);
});

test("one that does read its end leaves no timer behind", async () => {
  stream.end();
  await Promise.resolve();
  expect(res.closed).toBe(true);
  expect(jest.getTimerCount()).toBe(0);
});

test("a broken connection is nobody's uncaught error", () => {
  expect(() => res.emit("error", new Error("EPIPE"))).not.toThrow();
  expect(() => stream.write(CHUNK)).not.toThrow();
});

test("before a planned stop readers are told to come back, each at a moment of its own", () => {
  const delays = Array.from({ length: 50 }, () => {
    const one = new FakeResponse();
    new EventStream(one.asResponse, "players", null, () => {}).sayFarewell();
    expect(one.writableEnded).toBe(true);
    return Number(/^retry: (\d+)\n\n$/.exec(one.text)?.[1]);
  });
  for (const ms of delays) expect(ms).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(10_000);
  expect(new Set(delays).size).toBeGreaterThan(10);
});
