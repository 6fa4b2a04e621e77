import { TryAgain } from "../../../../platform/errors.ts";
import { OpeningQueue } from "../../../../services/api/streams/opening-queue.ts";

/** An opening that takes 5 ms of CPU: more than a slice. */
function slowOpening(): void {
  const until = performance.now() + 5;
  while (performance.now() < until);
}

test("an opening is done at once if there is time", () => {
  const queue = new OpeningQueue();
  let opened = 0;
  for (let count = 0; count < 3; count++) expect(queue.run(() => opened++)).toBeUndefined();
  expect(opened).toBe(3);
});

test("a crowd of openings lets other work in between, and keeps its order", async () => {
  const queue = new OpeningQueue();
  const order: (string | number)[] = [];
  const open = (no: number) => () => {
    slowOpening();
    order.push(no);
  };
  const openings = [0, 1, 2, 3].map((no) => queue.run(open(no)));
  setImmediate(() => order.push("answer"));
  await Promise.all(openings);
  expect(order.filter((one) => one !== "answer")).toEqual([0, 1, 2, 3]);
  expect(order.indexOf("answer")).toBeLessThan(3);
  expect(queue.length).toBe(0);
});

test("an opening that fails rejects, and the next one has its turn", async () => {
  const queue = new OpeningQueue();
  queue.run(slowOpening);
  const failing = queue.run(() => {
    throw new TryAgain();
  });
  const next = queue.run(() => {});
  await expect(failing).rejects.toThrow(TryAgain);
  await next;
});

test("when too many wait, a client is asked to come when those before it are open, each one later", async () => {
  const queue = new OpeningQueue();
  queue.run(slowOpening);
  const openings: unknown[] = [];
  const refusal = () => {
    try {
      queue.admit();
    } catch (error) {
      return (error as TryAgain).data as { retryAfterMs: number };
    }
    return undefined;
  };
  while (refusal() === undefined) openings.push(queue.run(() => {}));
  expect(openings.length).toBeGreaterThanOrEqual(100);
  const waits = Array.from({ length: 1000 }, () => refusal()!.retryAfterMs);
  expect(waits[0]).toBeGreaterThanOrEqual(1000);
  expect(waits.at(-1)).toBeGreaterThan(waits[0]! + 100);
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  await Promise.all(openings);
  expect(refusal()).toBeUndefined();
});
