import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { csvReply } from "../../../../services/api/reports/csv.ts";

async function* pageOf(...cells: string[]) {
  yield [cells];
}

test("a text with a line break of any kind is in quotes, so that it does not end its row", async () => {
  const { body } = csvReply(
    "answers",
    ["a", "b", "c", "d"],
    pageOf("\nParis", "Paris\r", "Pa\r\nris", "Paris"),
  );
  expect(await text(body as unknown as Readable)).toBe(
    'a,b,c,d\r\n"\nParis","Paris\r","Pa\r\nris",Paris\r\n',
  );
});
