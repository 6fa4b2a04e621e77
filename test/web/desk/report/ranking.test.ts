import type { Responses } from "../../../../client/src/types.ts";
import { answersIn, isWanted, pageOf, placesIn } from "../../../../web/desk/report/ranking.ts";

const place = (rank: number, playerNo: number, nickname: string, points: number) => ({
  rank,
  playerNo,
  nickname,
  points,
  elapsedMs: 10 * rank,
});
const PLACES = [place(1, 7, "Zoë", 30), place(2, 1, "ada 10", 20), place(2, 3, "Ada 9", 20)];

test("a player is found by a part of the name or by the number", () => {
  expect(PLACES.filter((one) => isWanted(one, " ADA ")).map((one) => one.playerNo)).toEqual([1, 3]);
  expect(PLACES.filter((one) => isWanted(one, "#7")).map((one) => one.playerNo)).toEqual([7]);
  expect(PLACES.filter((one) => isWanted(one, "")).length).toBe(3);
});

test("the table sorts by each column, and equal ones keep their order", () => {
  const order = (by: Parameters<typeof placesIn>[2]["by"], isDown: boolean) =>
    placesIn(PLACES, "", { by, isDown }, "en").map((one) => one.playerNo);
  expect(order("points", false)).toEqual([1, 3, 7]);
  expect(order("points", true)).toEqual([7, 1, 3]);
  expect(order("nickname", false)).toEqual([3, 1, 7]);
  expect(order("elapsedMs", true)).toEqual([1, 3, 7]);
});

test("answers are chosen by question, player and result", () => {
  const answer = (playerNo: number, question: number, correct?: boolean) =>
    ({ playerNo, nickname: `P${playerNo}`, question, correct }) as Responses["responses"][number];
  const all = [answer(1, 1, true), answer(1, 2, false), answer(2, 1, false), answer(2, 3)];
  const found = (question: number, player: string, result: "any" | "right" | "wrong") =>
    answersIn(all, { question, player, result }).map((one) => all.indexOf(one));
  expect(found(0, "", "any")).toEqual([0, 1, 2, 3]);
  expect(found(1, "", "any")).toEqual([0, 2]);
  expect(found(0, "#2", "any")).toEqual([2, 3]);
  expect(found(0, "", "wrong")).toEqual([1, 2]);
});

test("a page past the end is the last one", () => {
  expect(pageOf([1, 2, 3, 4, 5], 9, 2)).toEqual({ page: 2, rows: [5], from: 4 });
  expect(pageOf([], 0, 2)).toEqual({ page: 0, rows: [], from: 0 });
});
