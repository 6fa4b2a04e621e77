import { EnvironmentFaults, readEnvironment } from "../environment.ts";
import { DatabaseAway } from "./database.ts";
import { migrate } from "./migrations.ts";
import { PooledDatabase } from "./pooled-database.ts";

/** Between two tries to reach the database, in ms. */
const RETRY_MS = 2000;

/**
 * `npm run -s migrate`: brings the schema of `DATABASE_URL` up to date and says which files it ran. It waits for
 * a database that is away; whoever starts it sets the end to that.
 */
async function run(): Promise<void> {
  const { DATABASE_URL: url } = readEnvironment(process.env);
  if (!url) throw new EnvironmentFaults(["DATABASE_URL: is required; an embedded database migrates itself"]);
  const database = new PooledDatabase({ url, size: 1, queryTimeoutMs: 0, lost: () => {} });
  try {
    for (;;) {
      try {
        const ran = await migrate(database);
        console.log(ran.length > 0 ? `Ran ${ran.join(", ")}.` : "The schema is up to date.");
        return;
      } catch (error) {
        if (!(error instanceof DatabaseAway)) throw error;
        console.error(`${error.message}; trying again.`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  } finally {
    await database.close();
  }
}

await run().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof EnvironmentFaults ? 2 : 1;
});
