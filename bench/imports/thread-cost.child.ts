import { readFileSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { QuizThreads } from "../../services/quiz/threads/quiz-threads.ts";
import type { ThreadCost, ThreadTask } from "./thread-cost.ts";

/** The process in which one file is read or written, as in a node. It exits with its parent. */

const HOST = "bench";
const WARM_UP = Buffer.from("#Q Which?\n^ a\nA a\nB b\n").toString("base64");
const KIB_PER_MIB = 1024;

const threads = new QuizThreads();
// A thread runs already, with what every task needs. What only one format needs is loaded in the task.
const ready = isWhole();

process.on("message", async (task: ThreadTask) => {
  if (!(await ready)) throw new Error("An ordinary file is not read");
  process.send?.(await costOf(task));
});
process.on("disconnect", () => process.exit());

/** Whether an ordinary file is read. */
async function isWhole(): Promise<boolean> {
  const read = threads.readFile(HOST, WARM_UP, { from: 1, take: 1 });
  return read.then(
    ({ questions }) => questions === 1,
    () => false,
  );
}

async function costOf(task: ThreadTask): Promise<ThreadCost> {
  const run = runnerOf(task);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const idleMiB = resetPeakMemory();
  const cpu = process.cpuUsage();
  delay.enable();
  const startedAt = performance.now();
  const outcome = await run();
  const ms = performance.now() - startedAt;
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  return {
    ...outcome,
    ms,
    cpuMs: (user + system) / 1000,
    mib: memoryOf("VmHWM") - idleMiB,
    pauseMs: delay.max / 1e6,
    isWhole: await isWhole(),
  };
}

type Outcome = Pick<ThreadCost, "questions" | "refused" | "replyBytes">;

function runnerOf(task: ThreadTask): () => Promise<Outcome> {
  const run = taskOf(task);
  return () =>
    run().catch((error: { data?: { path: string; reason: string }[]; message: string }) => {
      const reasons = Array.isArray(error.data)
        ? error.data.map(({ path, reason }) => `${path} ${reason}`)
        : [`${error}`];
      return { refused: reasons.join("; ").slice(0, 200), replyBytes: JSON.stringify(error).length };
    });
}

function taskOf(task: ThreadTask): () => Promise<Outcome> {
  if ("json" in task) {
    const { json, format } = task;
    return async () => {
      const file = await threads.writeFile(HOST, json, format);
      return { replyBytes: JSON.stringify(file).length };
    };
  }
  const body = task.bytes.toString("base64");
  const request = { from: 1, take: 1000, ...(task.format && { format: task.format }) };
  return async () => {
    const file = await threads.readFile(HOST, body, request);
    return { questions: file.questions, replyBytes: JSON.stringify(file).length };
  };
}

/** Lets the peak of this process' memory begin anew (man 5 proc: clear_refs). Returns the memory now, in MiB. */
function resetPeakMemory(): number {
  writeFileSync("/proc/self/clear_refs", "5");
  return memoryOf("VmRSS");
}

/** In MiB. */
function memoryOf(field: "VmRSS" | "VmHWM"): number {
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync("/proc/self/status", "utf8"))!;
  return Number(kib) / KIB_PER_MIB;
}
