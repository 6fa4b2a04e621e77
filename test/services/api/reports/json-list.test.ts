import { text } from "node:stream/consumers";
import { jsonWithList } from "../../../../services/api/reports/json-list.ts";

async function* pages(...sizes: number[]): AsyncGenerator<object[]> {
  let last = 0;
  for (const size of sizes) yield Array.from({ length: size }, () => ({ no: ++last, nickname: "Zoë" }));
}

test.each([
  [[]],
  [[0]],
  [[1]],
  [[0, 2, 0, 1]],
  [[3, 0]],
  [[2, 2, 1]],
])("pages of %j rows make one valid list", async (sizes) => {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const rows = Array.from({ length: count }, (_, index) => ({ no: index + 1, nickname: "Zoë" }));
  const body = async (head: object) =>
    JSON.parse(await text(jsonWithList(head, "rows", pages(...sizes)).body as never));
  expect(await body({ players: 5, asOf: "then" })).toEqual({ players: 5, asOf: "then", rows });
  expect(await body({})).toEqual({ rows });
});

test("a list whose source fails ends with an error", async () => {
  async function* broken(): AsyncGenerator<object[]> {
    yield [{ no: 1 }];
    throw new Error("the node is gone");
  }
  await expect(text(jsonWithList({}, "rows", broken()).body as never)).rejects.toThrow("the node is gone");
});
