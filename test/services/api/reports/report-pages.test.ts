import { PAGE_OF_PLACES, type Place } from "../../../../platform/contracts/contracts.ts";
import { pagesOf } from "../../../../services/api/reports/report-pages.ts";

const TABLE = { node: "stats-2", id: "table-1" };

/** A node with a table of so many places, which it loses after some pages. */
function nodeWith(places: number, lostAfter = Number.POSITIVE_INFINITY) {
  const asked: { from: number; nodeID: string }[] = [];
  const broker = {
    async call(
      _action: string,
      { from, limit }: { from: number; limit: number },
      options: { nodeID: string },
    ) {
      asked.push({ from, nodeID: options.nodeID });
      if (asked.length > lostAfter) return null;
      const length = Math.max(0, Math.min(limit, places - from));
      return Array.from({ length }, (_, index) => ({ playerNo: from + index + 1 }) as Place);
    },
  } as never;
  return { asked, broker };
}

test.each([
  0,
  1,
  PAGE_OF_PLACES - 1,
  PAGE_OF_PLACES,
  2 * PAGE_OF_PLACES + 1,
])("a table of %i places comes whole, each place once, from the node that has it", async (places) => {
  const { asked, broker } = nodeWith(places);
  const numbers: number[] = [];
  for await (const page of pagesOf(broker, TABLE)) numbers.push(...page.map(({ playerNo }) => playerNo));
  expect(numbers).toEqual(Array.from({ length: places }, (_, index) => index + 1));
  expect(asked.every(({ nodeID }) => nodeID === TABLE.node)).toBe(true);
});

test("however long the table, no more than the next page is fetched ahead of whoever reads", async () => {
  const { asked, broker } = nodeWith(1_000_000);
  const pages = pagesOf(broker, TABLE);
  for (let read = 1; read <= 5; read++) {
    await pages.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(read + 1);
  }
  await pages.return(undefined);
});

test("a table that is lost under way is told of, and does not end as if it were whole", async () => {
  const { broker } = nodeWith(10 * PAGE_OF_PLACES, 2);
  const pages = pagesOf(broker, TABLE);
  await pages.next();
  await pages.next();
  await expect(pages.next()).rejects.toMatchObject({ type: "TRY_AGAIN" });
});
