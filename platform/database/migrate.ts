import { EnvironmentError, readEnvironment } from "../environment.ts";
import { DatabaseUnavailable, isRefusedLogin } from "./database.ts";
import { migrate } from "./migrations.ts";
import { PooledDatabase } from "./pooled-database.ts";

/** Between two attempts to reach the database, in ms. */
const RETRY_MS = 2000;

/**
 * `npm run -s migrate`: brings the schema of `DATABASE_URL` up to date and prints which files it ran. If the database
 * is unavailable, it retries without a limit; the process that starts it sets one.
 */
async function run(): Promise<void> {
  const { DATABASE_URL: url } = readEnvironment(process.env);
  if (!url) throw new EnvironmentError(["DATABASE_URL: is required; an embedded database migrates itself"]);
  const database = new PooledDatabase({ url, size: 1, queryTimeoutMs: 0, onConnectionLost: () => {} });
  try {
    for (;;) {
      try {
        const ran = await migrate(database);
        console.log(ran.length > 0 ? `Ran ${ran.join(", ")}.` : "The schema is up to date.");
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable) || isRefusedLogin(error)) throw error;
        console.error(`${error.message}. Retrying.`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  } finally {
    await database.close();
  }
}

await run().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = error instanceof EnvironmentError ? 2 : 1;
});
