import { drive, type LoadJob } from "./load.ts";

/** The load generator as a process of its own: one job a message, one outcome back. It ends with its parent. */
process.on("message", async (job: LoadJob) => {
  try {
    process.send?.({ outcome: await drive(job) });
  } catch (error) {
    process.send?.({ failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
