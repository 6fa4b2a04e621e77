import { jest } from "@jest/globals";
import { StartedOnDemand } from "./started-on-demand.ts";

const IDLE_MS = 60_000;

/** Something to share, with a record of its starts and stops. */
function newShared(start = () => Promise.resolve()) {
  const log: string[] = [];
  const shared = new StartedOnDemand(async () => {
    log.push("start");
    await start();
    return {
      async stop() {
        log.push("stop");
      },
    };
  }, IDLE_MS);
  return { shared, log };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("it starts with the first user, and the next one gets the same", async () => {
  const { shared, log } = newShared();
  expect(log).toEqual([]);
  const [first, second] = await Promise.all([shared.use(), shared.use()]);
  expect(second).toBe(first);
  expect(log).toEqual(["start"]);
});

test("it stops when it has had no user for a while, and not while it has one", async () => {
  const { shared, log } = newShared();
  await shared.use();
  await shared.use();
  shared.leave();
  await jest.advanceTimersByTimeAsync(2 * IDLE_MS);
  shared.leave();
  await jest.advanceTimersByTimeAsync(IDLE_MS - 1);
  await shared.use();
  await jest.advanceTimersByTimeAsync(2 * IDLE_MS);
  expect(log).toEqual(["start"]);
  shared.leave();
  await jest.advanceTimersByTimeAsync(IDLE_MS);
  expect(log).toEqual(["start", "stop"]);
});

test("it starts again for a user who comes after it has stopped", async () => {
  const { shared, log } = newShared();
  const first = await shared.use();
  shared.leave();
  await jest.advanceTimersByTimeAsync(IDLE_MS);
  expect(await shared.use()).not.toBe(first);
  expect(log).toEqual(["start", "stop", "start"]);
});

test("a user who comes while it stops waits until it has stopped, and it starts again", async () => {
  const { shared, log } = newShared();
  await shared.use();
  shared.leave();
  const stopped = shared.stop();
  await shared.use();
  expect(log).toEqual(["start", "stop", "start"]);
  await stopped;
});

test("a failed start is told to its users, and the next user tries it again", async () => {
  let isBroken = true;
  const { shared, log } = newShared(async () => {
    if (isBroken) throw new Error("no port is free");
  });
  await expect(shared.use()).rejects.toThrow("no port is free");
  isBroken = false;
  await shared.use();
  await shared.stop();
  expect(log).toEqual(["start", "start", "stop"]);
});
