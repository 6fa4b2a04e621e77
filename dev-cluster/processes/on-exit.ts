/** The order at exit: first processes are stopped, then folders are removed. */
type Stage = "processes" | "folders";

const tasksByStage: Record<Stage, Set<() => void>> = { processes: new Set(), folders: new Set() };
let listening = false;

/**
 * Runs a synchronous task when this process exits: at its natural end, by `process.exit` or after an uncaught
 * exception. A signal that kills the process leaves no time for it; child.ts and orphans.ts handle that case.
 *
 * @returns a function that removes the task
 */
export function onExit(stage: Stage, task: () => void): () => void {
  if (!listening) {
    process.on("exit", () => {
      for (const tasks of [tasksByStage.processes, tasksByStage.folders])
        for (const task of tasks) runSafely(task);
    });
    listening = true;
  }
  tasksByStage[stage].add(task);
  return () => tasksByStage[stage].delete(task);
}

/** One failed task must not prevent the others. */
function runSafely(task: () => void): void {
  try {
    task();
  } catch (error) {
    console.error(error);
  }
}
