import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import type { Database, Value } from "../../../platform/database/database.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { type DatabaseDeployment, deployments } from "./deployments.ts";

/** Texts that could be misread in an array literal, in a statement or by a driver. */
const AWKWARD = [
  "",
  " ",
  "NULL",
  "null",
  "{}",
  "a,b",
  'say "so"',
  "back\\slash",
  "it's",
  "$1",
  "ß → 🎉",
  "line\nline",
];

/** A type, the value that goes in, and the one that must come back if it differs. */
const values: [type: string, value: Value, expected?: unknown][] = [
  ["int2", -32_768],
  ["int4", 2_147_483_647],
  ["int8", 9_007_199_254_740_991],
  ["int8", -1],
  ["float8", 0.1],
  ["float8", -1.5e300],
  ["bool", true],
  ["bool", false],
  ["text", null],
  ["text", "ß → 🎉"],
  ["timestamptz", new Date("2026-01-02T03:04:05.678Z")],
  ["timestamptz", new Date("1969-12-31T23:59:59.999Z")],
  ["bytea", Uint8Array.from({ length: 256 }, (_, byte) => byte)],
  ["bytea", new Uint8Array()],
  ["json", '{"a": [1, null, "ü"]}', { a: [1, null, "ü"] }],
  ["jsonb", '{"a": [1, null, "ü"]}', { a: [1, null, "ü"] }],
  ["int[]", [1, null, -3]],
  ["int[]", []],
  ["int[]", [null]],
  ["float8[]", [0.5, null, -1e-7]],
  ["bool[]", [true, null, false]],
  ["text[]", AWKWARD],
  ["text[]", [null, "NULL", null]],
];

beforeAll(() => ensureInstalled(["postgres", "pgbouncer"]), INSTALL_MS);

describe.each(deployments)("values on %s", (_name, start) => {
  let deployment: DatabaseDeployment;
  let db: Database;

  beforeAll(async () => {
    deployment = await start();
    db = await deployment.open();
  });
  afterAll(async () => {
    await db?.close();
    await deployment?.stop();
  });

  test.each(values)("%s %j comes back unchanged", async (type, value, expected = value) => {
    const [row] = await db.query<{ value: unknown }>(`select $1::${type} as value`, [value]);
    if (expected instanceof Uint8Array) {
      expect(row?.value).toBeInstanceOf(Uint8Array);
      expect([...(row?.value as Uint8Array)]).toEqual([...expected]);
    } else expect(row?.value).toEqual(expected);
  });

  test("columns become rows, and null stays null", async () => {
    const rows = await db.query(
      "select a, b, c from unnest($1::int[], $2::text[], $3::float8[]) with ordinality as u (a, b, c, n) order by n",
      [
        [1, null, 3],
        ["x", "", null],
        [null, 0.5, 1e21],
      ],
    );
    expect(rows).toEqual([
      { a: 1, b: "x", c: null },
      { a: null, b: "", c: 0.5 },
      { a: 3, b: null, c: 1e21 },
    ]);
  });

  test("a count is a number", async () => {
    expect(await db.query("select count(*) as n, sum(x) as sum from generate_series(1, 10) as x")).toEqual([
      { n: 10, sum: 55 },
    ]);
  });

  test("one statement can have a batch of 5,000 rows", async () => {
    const numbers = Array.from({ length: 5000 }, (_, index) => index);
    const [row] = await db.query(
      "select count(*) as n, sum(length(t)) as length from unnest($1::int[], $2::text[]) as u (n, t)",
      [numbers, numbers.map((n) => "🎉".repeat(n % 3))],
    );
    expect(row).toEqual({ n: 5000, length: 4999 });
  });
});
