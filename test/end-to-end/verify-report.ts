import { must } from "../harness/client.ts";
import type { Report } from "../harness/contract.ts";
import { untilEqual } from "../harness/until.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { comparableStats } from "./verify.ts";

/** Equal except for the rounding of decimals in a report. */
function closeTo(value: number | null): unknown {
  return value === null ? null : expect.closeTo(value, 4);
}

function expectedReport(oracle: Oracle) {
  return {
    questions: oracle.questions.map((_, index) => {
      const { facility, discrimination, options, ...rest } = oracle.analysis(index + 1);
      return {
        ...rest,
        stats: oracle.stats(index + 1),
        facility: closeTo(facility),
        discrimination: closeTo(discrimination),
        options: options.map((option) => ({
          ...option,
          meanRest: closeTo(option.meanRest),
          discrimination: closeTo(option.discrimination),
        })),
      };
    }),
    reliability: closeTo(oracle.reliability()),
  };
}

function comparableReport(report: Report) {
  return {
    questions: report.questions.map(({ no, text, stats, facility, discrimination, options = [] }) => ({
      no,
      text,
      stats: comparableStats(stats),
      facility,
      discrimination,
      options,
    })),
    reliability: report.reliability,
  };
}

/** Waits until the JSON report equals the oracle's. */
export async function verifyReport({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  const places = oracle.places();
  const read = async () => must(await host.report(session.id), 200);
  await untilEqual(
    "the players and places of the report equal the oracle's",
    async () => {
      const report = await read();
      return { players: report.players, places: report.places };
    },
    { players: places.length, places },
  );
  expect(comparableReport(await read())).toEqual(expectedReport(oracle));
}

/** A text without the byte order mark that a spreadsheet needs. */
const withoutMark = (text: string) => text.replace(/^\ufeff/, "");

/** The rows of a CSV text, by RFC 4180. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of withoutMark(text).matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell !== ""));
}

/** A cell that a spreadsheet would read as a formula has an apostrophe in front. */
export function escapedCell(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** Checks that the CSV report has the full leaderboard: a header row, then a row for each place. */
export async function verifyCsv({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  const reply = await host.reportFile(session.id, "csv");
  must(reply, 200);
  expect(reply.headers["content-type"]).toMatch(/^text\/csv/);
  const rows = csvRows(reply.raw.toString("utf8"));
  const columns = ["rank", "playerNo", "nickname", "points", "elapsedMs"] as const;
  const header = rows.findIndex((row) => columns.every((column) => row.includes(column)));
  expect(rows[header]).toEqual(expect.arrayContaining([...columns]));
  const places = oracle.places();
  const table = rows
    .slice(header + 1, header + 1 + places.length)
    .map((row) => columns.map((column) => row[rows[header]?.indexOf(column) ?? -1]));
  expect(table).toEqual(places.map((place) => columns.map((column) => escapedCell(String(place[column])))));
}
