import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MemoryCache } from "../../../../platform/cache/shared-cache.ts";
import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import { SessionCache } from "../../../../services/api/caches/session-cache.ts";
import { SnapshotCache } from "../../../../services/api/caches/snapshot-cache.ts";
import { sessionRecord } from "../../../harness/session-record.ts";
import { questionStats, snapshot } from "../fixtures.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const MIB = 1024 * 1024;

/** A quiz of 4 MiB as JSON, the largest that the API accepts. */
const LARGEST = JSON.stringify({
  title: "Large",
  questions: Array.from({ length: 1000 }, (_, no) => ({
    kind: "single",
    text: `${no} ${"x".repeat(1900)}`,
    options: Array.from({ length: 20 }, (_, id) => ({ text: `${id} ${"y".repeat(90)}`, correct: id === 3 })),
    timeLimitMs: 20_000,
    points: 1000,
  })),
});

/** The stats of fifty questions with long typed answers: 0.5 MiB. */
const LARGE_SNAPSHOT = JSON.stringify(
  snapshot(
    1,
    Array.from({ length: 50 }, (_, index) => ({
      ...questionStats(index + 1, 20),
      values: Array.from({ length: 20 }, (_, no) => ({ value: `${no} ${"z".repeat(500)}`, count: 1 })),
    })),
  ),
);

/** Every session has a largest quiz of its own, and every snapshot is large. */
const broker = {
  async call(action: string, { id, session }: { id?: string; session?: number }) {
    if (action === "quiz.content") return JSON.parse(LARGEST) as QuizContent;
    if (action === "stats.snapshot") return { ...JSON.parse(LARGE_SNAPSHOT), sessionNo: session };
    return sessionRecord({ id: id!, quizId: `quiz of ${id}` });
  },
} as never;

/** How much more memory is in use after this, in MiB. */
async function grown(work: () => Promise<unknown>): Promise<number> {
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed / MIB;
  };
  const before = used();
  const kept = await work();
  const after = used();
  expect(kept).toBeDefined();
  return after - before;
}

test("the sessions of many largest quizzes take a gateway no more than their share", async () => {
  const growth = await grown(async () => {
    const cache = new SessionCache(broker);
    for (let no = 0; no < 40; no++) await cache.get(`session-${no}`);
    expect(cache.peek("session-39")).toBeDefined();
    return cache;
  });
  // Without a bound these are 200 MiB.
  expect(growth).toBeLessThan(140);
});

test("four hundred large snapshots take no more than their share", async () => {
  const growth = await grown(async () => {
    const cache = new SnapshotCache(broker, new MemoryCache());
    for (let no = 1; no <= 400; no++) await cache.get(no);
    return cache;
  });
  // Without a bound these are 200 MiB. Replies that are made of them have room as well.
  expect(growth).toBeLessThan(64);
});
