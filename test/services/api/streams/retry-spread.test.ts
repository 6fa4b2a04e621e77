import { closingTimeMs, randomRetryMs, retryChunk } from "../../../../services/api/streams/retry-spread.ts";

test("the streams of a gateway come back over a time that grows with their number, to a bound", () => {
  const latest = (streams: number) => randomRetryMs(streams, () => 1);
  expect([0, 400, 20_000, 40_000, 1_000_000].map(latest)).toEqual([500, 700, 10_500, 20_500, 20_500]);
  expect(randomRetryMs(40_000, () => 0)).toBe(500);
});

test("each stream has a time of its own, and equal times share their bytes", () => {
  const delays = Array.from({ length: 1000 }, () => randomRetryMs(20_000));
  expect(new Set(delays).size).toBeGreaterThan(200);
  for (const from of [500, 3000, 5500, 8000]) {
    expect(delays.filter((ms) => ms >= from && ms < from + 2500).length).toBeGreaterThan(100);
  }
  expect(retryChunk(20_000, () => 0.5)).toBe(retryChunk(20_000, () => 0.5));
  expect(retryChunk(20_000, () => 0.5).bytes.toString()).toBe("retry: 5500\n\n:\n\n");
});

test("the ends before a planned stop take longer for more streams, to a bound", () => {
  expect([0, 400, 20_000, 1_000_000].map(closingTimeMs)).toEqual([0, 200, 10_000, 20_000]);
});
