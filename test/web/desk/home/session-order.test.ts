import { expect, test } from "@jest/globals";
import { runningFirst } from "../../../../web/desk/home/session-order.ts";

test("running sessions come first, then lobbies, then what has ended; each as they came", () => {
  const sessions = (["ended", "lobby", "open", "ended", "open"] as const).map((state, no) => ({ state, no }));
  expect(runningFirst(sessions).map(({ no }) => no)).toEqual([2, 4, 1, 0, 3]);
});
