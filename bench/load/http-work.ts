import type { CompletedWork } from "../measuring/comparison.ts";
import type { LoadJob } from "./load.ts";
import type { LoadProcess } from "./load-process.ts";

/** The work of an HTTP server: one job per round, in which every reply must have this status. */
export function httpWork(
  load: Pick<LoadProcess, "drive">,
  status: number,
  job: (round: number) => LoadJob,
): (round: number) => Promise<CompletedWork> {
  return async (round) => {
    const { replies, seconds, statuses, latencyMs } = await load.drive(job(round));
    if (statuses[status] !== replies || replies === 0) {
      throw new Error(`Expected ${replies} replies of ${status}, got ${JSON.stringify(statuses)}`);
    }
    return { items: replies, seconds, latencyMs };
  };
}
