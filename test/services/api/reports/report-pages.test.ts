import { MAX_PLACES_PER_PAGE, type Place } from "../../../../platform/domain/stats.ts";
import { reportPages } from "../../../../services/api/reports/report-pages.ts";

const TABLE = { node: "stats-2", id: "table-1" };

/** A node with a table of `places` places, which it loses after `lostAfter` pages. */
function nodeWith(places: number, lostAfter = Number.POSITIVE_INFINITY) {
  const calls: { from: number; nodeID: string }[] = [];
  const broker = {
    async call(
      _action: string,
      { from, limit }: { from: number; limit: number },
      options: { nodeID: string },
    ) {
      calls.push({ from, nodeID: options.nodeID });
      if (calls.length > lostAfter) return null;
      const length = Math.max(0, Math.min(limit, places - from));
      return Array.from({ length }, (_, index) => ({ playerNo: from + index + 1 }) as Place);
    },
  } as never;
  return { calls, broker };
}

test.each([
  0,
  1,
  MAX_PLACES_PER_PAGE - 1,
  MAX_PLACES_PER_PAGE,
  2 * MAX_PLACES_PER_PAGE + 1,
])("a table of %i places is complete, each place once, from the node that has it", async (places) => {
  const { calls, broker } = nodeWith(places);
  const numbers: number[] = [];
  for await (const page of reportPages(broker, TABLE)) numbers.push(...page.map(({ playerNo }) => playerNo));
  expect(numbers).toEqual(Array.from({ length: places }, (_, index) => index + 1));
  expect(calls.every(({ nodeID }) => nodeID === TABLE.node)).toBe(true);
});

test("only the next page is fetched before it is read, however long the table is", async () => {
  const { calls, broker } = nodeWith(1_000_000);
  const pages = reportPages(broker, TABLE);
  for (let read = 1; read <= 5; read++) {
    await pages.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toHaveLength(read + 1);
  }
  await pages.return(undefined);
});

test("a table that is lost in between is an error", async () => {
  const { broker } = nodeWith(10 * MAX_PLACES_PER_PAGE, 2);
  const pages = reportPages(broker, TABLE);
  await pages.next();
  await pages.next();
  await expect(pages.next()).rejects.toMatchObject({ type: "TRY_AGAIN" });
});
