import { setImmediate } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import type { PageRequest } from "../../../../platform/domain/stats.ts";
import { PlaceLoader } from "../../../../services/api/batching/place-loader.ts";

const calls: { session: number; pages: PageRequest[] }[] = [];
const broker = new ServiceBroker({ logger: false });
broker.createService({
  name: "stats",
  actions: {
    leaderboard({ params }) {
      calls.push(params);
      if (params.session === 2) return null;
      if (params.session === 3) throw new Error("the board is gone");
      return params.pages.map(({ ranking, from }: PageRequest) => ({ places: [`${ranking} ${from}`] }));
    },
  },
});
beforeAll(() => broker.start());
afterAll(() => broker.stop());
beforeEach(() => {
  calls.length = 0;
});

const page = (from: number, ranking: PageRequest["ranking"] = "open") => ({ ranking, from, limit: 10 });

test("requests at the same time are one call per session, and each gets its own page", async () => {
  const loader = new PlaceLoader(broker);
  const pages = await Promise.all([
    loader.load(1, page(101)),
    loader.load(4, page(301)),
    loader.load(1, page(201, "full")),
  ]);
  expect(pages.map(({ places }) => places)).toEqual([["open 101"], ["open 301"], ["full 201"]]);
  expect(calls).toEqual([
    { session: 1, pages: [page(101), page(201, "full")] },
    { session: 4, pages: [page(301)] },
  ]);
});

test("an error of one session does not reach the others", async () => {
  const loader = new PlaceLoader(broker);
  const results = await Promise.allSettled([1, 2, 3].map((session) => loader.load(session, page(101))));
  expect(results).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: { type: "NOT_FOUND" } },
    { status: "rejected", reason: { message: "the board is gone" } },
  ]);
});

test("past a hundred pages at a time, requests are told to try again", async () => {
  const loader = new PlaceLoader(broker);
  const results = await Promise.allSettled(
    Array.from({ length: 150 }, (_, index) => loader.load(1, page(101 + index))),
  );
  const rejected = results.filter(({ status }) => status === "rejected");
  expect(rejected).toHaveLength(50);
  expect(rejected[0]).toMatchObject({ reason: { type: "TRY_AGAIN" } });
  expect(calls.map(({ pages }) => pages.length)).toEqual([100]);
  // The places of a batch are free one turn after its replies.
  await setImmediate();
  await expect(loader.load(1, page(101))).resolves.toMatchObject({ places: ["open 101"] });
});
