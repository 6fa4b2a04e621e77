import { Deliveries, QuestionDelivery } from "../../../../services/api/fairness/deliveries.ts";
import { NOON } from "../../../harness/session-record.ts";

test("it knows when a question was written to each player, and of others nothing", () => {
  const delivery = new QuestionDelivery(3, 0, NOON);
  delivery.written(1, NOON);
  delivery.written(70, NOON + 12);
  delivery.written(500_000, NOON + 250);
  delivery.written(null, NOON + 300);
  expect([1, 70, 500_000].map((player) => delivery.writtenAt(player))).toEqual([NOON, NOON + 12, NOON + 250]);
  expect([2, 71, 499_999, 600_000].map((player) => delivery.writtenAt(player))).toEqual(
    new Array(4).fill(undefined),
  );
});

test("of a player's streams the one that got the question first counts", () => {
  const delivery = new QuestionDelivery(3, 0, NOON);
  delivery.written(7, NOON + 5);
  delivery.written(7, NOON + 200);
  expect(delivery.writtenAt(7)).toBe(NOON + 5);
});

test("behind a slow clock nothing counts as written before the opening that the gateway has seen", () => {
  const delivery = new QuestionDelivery(3, NOON, NOON - 40);
  delivery.written(7, NOON - 38);
  delivery.written(8, NOON + 10);
  expect([delivery.writtenAt(7), delivery.writtenAt(8)]).toEqual([NOON, NOON + 10]);
});

test("the newest two questions are known, and slices of the older one change nothing of the newer one", () => {
  const deliveries = new Deliveries();
  deliveries.begin(1, 0, NOON).written(7, NOON + 1);
  const second = deliveries.begin(2, 0, NOON + 1000);
  const third = deliveries.begin(3, 0, NOON + 2000);
  third.written(7, NOON + 2001);
  second.written(7, NOON + 2002);
  expect([1, 2, 3].map((question) => deliveries.writtenAt(question, 7))).toEqual([
    undefined,
    NOON + 2002,
    NOON + 2001,
  ]);
  expect(deliveries.begin(3, 0, NOON + 3000)).toBe(third);
});
