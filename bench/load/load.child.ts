import { drive, type LoadJob } from "./load.ts";
import { driveOpenLoop, type OpenLoopJob } from "./open-loop.ts";

/** The process of the load generator: gets a job per message and replies with its outcome. It exits with its parent. */
process.on("message", async (job: LoadJob | OpenLoopJob) => {
  try {
    process.send?.({ outcome: "perSecond" in job ? await driveOpenLoop(job) : await drive(job) });
  } catch (error) {
    process.send?.({ failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
