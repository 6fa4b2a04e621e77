import { expect, jest, test } from "@jest/globals";
import { pagePart } from "../../../web/player/page-part.ts";

test("a part is fetched once, however often it is asked for, and again each second until it is there", async () => {
  jest.useFakeTimers();
  try {
    const replies = [Promise.reject(new Error("no network")), Promise.resolve("views")];
    const fetchPart = jest.fn(() => replies.shift()!);
    const { part, load } = pagePart(fetchPart);
    const loaded = load();
    await load();
    await jest.advanceTimersByTimeAsync(999);
    expect([part.value, fetchPart.mock.calls.length]).toEqual([undefined, 1]);
    await jest.advanceTimersByTimeAsync(1);
    await loaded;
    await load();
    expect([part.value, fetchPart.mock.calls.length]).toEqual(["views", 2]);
  } finally {
    jest.useRealTimers();
  }
});
