import { must } from "../harness/client.ts";
import type { Report } from "../harness/contract.ts";
import { untilEqual } from "../harness/until.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { figuresOf } from "./verify.ts";

/** Equal but for the rounding of a report's decimals. */
function near(value: number | null): unknown {
  return value === null ? null : expect.closeTo(value, 4);
}

function expectedReport(oracle: Oracle) {
  return {
    questions: oracle.questions.map((_, index) => {
      const { facility, discrimination, options, ...rest } = oracle.analysis(index + 1);
      return {
        ...rest,
        stats: oracle.stats(index + 1),
        facility: near(facility),
        discrimination: near(discrimination),
        options: options.map((option) => ({
          ...option,
          meanRest: near(option.meanRest),
          discrimination: near(option.discrimination),
        })),
      };
    }),
    reliability: near(oracle.reliability()),
  };
}

function shownReport(report: Report) {
  return {
    questions: report.questions.map(({ no, text, stats, facility, discrimination, options = [] }) => ({
      no,
      text,
      stats: figuresOf(stats),
      facility,
      discrimination,
      options,
    })),
    reliability: report.reliability,
  };
}

/** The report as JSON becomes exactly the oracle's. */
export async function verifyReport({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  const places = oracle.places();
  const read = async () => must(await host.report(session.id), 200);
  await untilEqual(
    "the report's table",
    async () => {
      const report = await read();
      return { players: report.players, places: report.places };
    },
    { players: places.length, places },
  );
  expect(shownReport(await read())).toEqual(expectedReport(oracle));
}

/** The rows of a CSV text after RFC 4180. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell !== ""));
}

/** A cell that a spreadsheet would take for a formula carries an apostrophe in front, so that it does not. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** The report as CSV has the whole table, a row for each place under a row that names the columns. */
export async function verifyCsv({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  const reply = await host.reportCsv(session.id);
  must(reply, 200);
  expect(reply.headers["content-type"]).toMatch(/^text\/csv/);
  const rows = csvRows(reply.raw.toString("utf8"));
  const columns = ["rank", "playerNo", "nickname", "points", "elapsedMs"] as const;
  const head = rows.findIndex((row) => columns.every((column) => row.includes(column)));
  expect(rows[head]).toEqual(expect.arrayContaining([...columns]));
  const places = oracle.places();
  const table = rows
    .slice(head + 1, head + 1 + places.length)
    .map((row) => columns.map((column) => row[rows[head]?.indexOf(column) ?? -1]));
  expect(table).toEqual(places.map((place) => columns.map((column) => harmless(String(place[column])))));
}
