import { text } from "node:stream/consumers";
import type { Place } from "../../../../platform/domain/stats.ts";
import { reportJson } from "../../../../services/api/reports/report-json.ts";

const place = (playerNo: number): Place => ({ rank: 1, playerNo, nickname: "Zoë", points: 1, elapsedMs: 2 });

async function* pages(...sizes: number[]): AsyncGenerator<Place[]> {
  let last = 0;
  for (const size of sizes) yield Array.from({ length: size }, () => place(++last));
}

test.each([
  [[]],
  [[0]],
  [[1]],
  [[3, 0]],
  [[2, 2, 1]],
])("pages of %j places make one valid report", async (sizes) => {
  const body = await text(reportJson({ players: 5, asOf: "then" }, pages(...sizes)).body as never);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const places = Array.from({ length: all }, (_, index) => place(index + 1));
  expect(JSON.parse(body)).toEqual({ players: 5, asOf: "then", places });
});

test("a report whose source fails ends with an error", async () => {
  async function* broken(): AsyncGenerator<Place[]> {
    yield [place(1)];
    throw new Error("the node is gone");
  }
  await expect(text(reportJson({ players: 2 }, broken()).body as never)).rejects.toThrow("the node is gone");
});
