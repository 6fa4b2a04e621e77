import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";

/** Commits a thousand rows, prints "committed", and waits inside a transaction until it is killed. */
const db = await EmbeddedDatabase.open(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 3;
});
if (db) {
  await db.query("create table notes (no int)");
  await db.query("insert into notes select generate_series(1, 1000)");
  await db.transaction(async (transaction) => {
    await transaction.query("insert into notes select generate_series(1001, 2000)");
    process.stdout.write("committed\n");
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });
}
