import { threadId } from "node:worker_threads";

/**
 * What a thread says when it begins a task: which thread it is, and its CPU time until then. It is in memory that both
 * threads share, because messages would wait until the task has ended.
 */
export type TaskStart = SharedArrayBuffer;

const THREAD = 0;
const CPU_MS = 1;
const FIELDS = 2;

export function newTaskStart(): TaskStart {
  return new SharedArrayBuffer(FIELDS * Int32Array.BYTES_PER_ELEMENT);
}

/** Called by the thread when it begins. */
export function markStart(start: TaskStart): void {
  const { user, system } = process.threadCpuUsage();
  const fields = new Int32Array(start);
  Atomics.store(fields, CPU_MS, (user + system) / 1000);
  Atomics.store(fields, THREAD, threadId);
}

/** Undefined if no thread has begun. `cpuMs`: of the thread before the task. */
export function readStart(start: TaskStart): { threadId: number; cpuMs: number } | undefined {
  const fields = new Int32Array(start);
  const thread = Atomics.load(fields, THREAD);
  // 0 is the main thread.
  return thread === 0 ? undefined : { threadId: thread, cpuMs: Atomics.load(fields, CPU_MS) };
}
