import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { until } from "../../harness/until.ts";

/**
 * Takes all file descriptors of this process, again and again, while it inserts rows; then gives them back. Prints how
 * many inserts were acknowledged, the names of the errors of the others, the problem that the database reported
 * meanwhile, and after it has healed the number of rows.
 */
const db = await EmbeddedDatabase.open(process.argv[2]);
await db.query("create table notes (no int)");

const taken: number[] = [];
let isTaking = true;
function takeAll(): void {
  if (!isTaking) return;
  try {
    for (;;) taken.push(openSync(devNull, "r"));
  } catch {
    setImmediate(takeAll);
  }
}
takeAll();

const errors = new Set<string>();
let acknowledged = 0;
let problem: string | undefined;
for (let no = 0; no < 30; no++) {
  try {
    await db.query("insert into notes values ($1)", [no]);
    acknowledged++;
    // The next insert needs another file of the log.
    await db.query("select pg_switch_wal()");
  } catch (error) {
    errors.add((error as Error).name);
    problem ??= await db.problem();
  }
}

isTaking = false;
for (const file of taken) closeSync(file);
await until("the database works again", async () => (await db.problem()) === undefined);
const [row] = await db.query<{ rows: number }>("select count(*) as rows from notes");
await db.close();
process.stdout.write(JSON.stringify({ acknowledged, errors: [...errors], problem, rows: row?.rows }));
