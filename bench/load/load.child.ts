import { drive, type LoadJob } from "./load.ts";
import { driveOpen, type OpenJob } from "./open-loop.ts";

/** The load generator as a process of its own: one job a message, one outcome back. It ends with its parent. */
process.on("message", async (job: LoadJob | OpenJob) => {
  try {
    process.send?.({ outcome: "perSecond" in job ? await driveOpen(job) : await drive(job) });
  } catch (error) {
    process.send?.({ failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
