/** What is done as the process ends: first processes are ended, then folders go. */
type Stage = "processes" | "folders";

const work: Record<Stage, Set<() => void>> = { processes: new Set(), folders: new Set() };
let listening = false;

/**
 * Has something done, synchronously, when this process ends by itself: at its natural end, by `process.exit` or
 * by an uncaught exception. A signal that kills outright leaves no time; for that see child.ts and leftovers.ts.
 *
 * @returns takes it back
 */
export function onExit(stage: Stage, task: () => void): () => void {
  if (!listening) {
    process.on("exit", () => {
      for (const tasks of [work.processes, work.folders]) for (const each of tasks) attempt(each);
    });
    listening = true;
  }
  work[stage].add(task);
  return () => work[stage].delete(task);
}

/** One failure must not keep the rest from being cleared away. */
function attempt(task: () => void): void {
  try {
    task();
  } catch (error) {
    console.error(error);
  }
}
