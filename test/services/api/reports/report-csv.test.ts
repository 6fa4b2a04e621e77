import { once } from "node:events";
import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import type { Place } from "../../../../platform/domain/stats.ts";
import { reportCsv } from "../../../../services/api/reports/report-csv.ts";
import { sessionRecord } from "../../../harness/session-record.ts";
import { until } from "../../../harness/until.ts";

async function* pagesOf(places: Place[]) {
  for (let from = 0; from <= places.length; from += 100) yield places.slice(from, from + 100);
}

const csvOf = (nicknames: string[]) => {
  const places = nicknames.map(
    (nickname, index): Place => ({
      rank: index + 1,
      playerNo: index + 5,
      nickname,
      points: 10,
      elapsedMs: 0,
    }),
  );
  return reportCsv(sessionRecord(), pagesOf(places));
};
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const bytesOf = (nicknames: string[]) => buffer(csvOf(nicknames).body as never);
/** The lines after the byte order mark. */
const linesOf = async (nicknames: string[]) => (await bytesOf(nicknames)).toString("utf8", 3).split("\r\n");

test("a table begins with a byte order mark, also without players", async () => {
  expect((await bytesOf(["Zoë"])).subarray(0, 3)).toEqual(BYTE_ORDER_MARK);
  expect((await bytesOf([])).subarray(0, 3)).toEqual(BYTE_ORDER_MARK);
});

test("the final table follows RFC 4180", async () => {
  expect(await linesOf(["Bo", 'a "b", c', "Zoë"])).toEqual([
    "rank,playerNo,nickname,points,elapsedMs",
    "1,5,Bo,10,0",
    '2,6,"a ""b"", c",10,0',
    "3,7,Zoë,10,0",
    "",
  ]);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)"])("%s is not a formula in a spreadsheet", async (nickname) => {
  expect((await linesOf([nickname]))[1]).toBe(`1,5,'${nickname},10,0`);
});

test.each([
  ["a;=1+1", "a;'=1+1"],
  ['a;"=1+1"', `"a;'""=1+1"""`],
  ["; -1;;@x", ";' -1;;'@x"],
  ["a; b = 2", "a; b = 2"],
])("%s is not one where semicolons separate the cells", async (nickname, cell) => {
  expect((await linesOf([nickname]))[1]).toBe(`1,5,${cell},10,0`);
});

test("a table without players has only the header", async () => {
  expect(await linesOf([])).toEqual(["rank,playerNo,nickname,points,elapsedMs", ""]);
});

test("a long table is complete", async () => {
  const lines = await linesOf(Array.from({ length: 20_000 }, (_, no) => `player ${no}`));
  expect(lines).toHaveLength(20_002);
  expect(lines[20_000]).toBe("20000,20004,player 19999,10,0");
});

test("a table that nobody reads is not read from the source", async () => {
  let rows = 0;
  async function* endless(): AsyncGenerator<Place[]> {
    for (;;) {
      rows += 100;
      yield Array.from({ length: 100 }, (_, no) => ({
        rank: 1,
        playerNo: no,
        nickname: `player ${no}`,
        points: 1,
        elapsedMs: 1,
      }));
    }
  }
  const body = reportCsv(sessionRecord(), endless()).body as Readable;
  await once(body, "readable");
  let before = -1;
  await until("no more rows are read", () => {
    const isAtRest = rows === before;
    before = rows;
    return isAtRest;
  });
  expect(rows).toBeLessThan(10_000);
  body.destroy();
});

test("the file is named after the session's code", () => {
  expect(csvOf([]).headers).toMatchObject({ "Content-Disposition": "attachment; filename=BCDFGH.csv" });
});

test("a table whose source fails ends with an error", async () => {
  async function* broken(): AsyncGenerator<Place[]> {
    yield [{ rank: 1, playerNo: 1, nickname: "Bo", points: 1, elapsedMs: 1 }];
    throw new Error("the node is gone");
  }
  await expect(text(reportCsv(sessionRecord(), broken()).body as never)).rejects.toThrow();
});
