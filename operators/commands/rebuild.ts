import type { BoardDifference } from "../../platform/contracts/operator-contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import type { Command } from "../command.ts";
import { namedSession } from "../find-session.ts";
import { ownerOf } from "../nodes.ts";
import { duration, type Shown } from "../screen.ts";

/** A million players' answers to twenty questions are read in less, in ms. */
const PATIENCE_MS = 120_000;
const MOST_SHOWN = 20;

export const rebuild: Command = {
  usage: "rebuild <session>",
  does: "Folds a session's board anew from the table and compares it with the one that was there",
  async *run({ broker }, [id = ""]) {
    const { no } = await namedSession(broker, id);
    const owner = ownerOf(broker, no);
    const rebuilt = await call(broker, "stats.rebuild", { session: no }, { timeout: PATIENCE_MS });
    if (!rebuilt) return;
    const { answers, players, tookMs, asOf, difference } = rebuilt;
    yield `Folded ${answers} answers of ${players} players anew on ${owner}, in ${duration(tookMs)}, as of ${asOf}.`;
    if (!difference) yield "There was no board to compare it with.";
    else if (difference.questions.length === 0 && difference.players === 0)
      yield "Equal to the board that was there.";
    else yield* differs(difference);
  },
};

function differs({ questions, players }: BoardDifference): Shown[] {
  const shown = questions.slice(0, MOST_SHOWN);
  const more = questions.length - shown.length;
  return [
    "It differs from the board that was there, and has taken its place.",
    {
      title: "Questions that differ",
      none: "none",
      head: ["question", "answers before", "answers now", "cells that differ"],
      rows: shown.map(({ question, before, now, cells }) => [question, before, now, cells]),
    },
    ...(more > 0 ? [`… and ${more} more.`] : []),
    `Players whose points, time, answers or rank differ: ${players}`,
  ];
}
