import type { BoardDifference } from "../../platform/contracts/operator-contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import type { Command } from "../command.ts";
import { findSession } from "../find-session.ts";
import { ownerOf } from "../nodes.ts";
import { formatDuration, type Output } from "../screen.ts";

/** In ms. Reading a million players' answers to twenty questions takes less. */
const TIMEOUT_MS = 120_000;
const MAX_SHOWN = 20;

export const rebuild: Command = {
  usage: "rebuild <id-or-code>",
  description: "Rebuilds a session's board from the table and compares it with the current one",
  async *run({ broker }, [id = ""]) {
    const { no } = await findSession(broker, id);
    const owner = ownerOf(broker, no);
    const rebuilt = await call(broker, "stats.rebuild", { session: no }, { timeout: TIMEOUT_MS });
    if (!rebuilt) return;
    const { answers, players, tookMs, asOf, difference } = rebuilt;
    yield `Rebuilt ${answers} answers of ${players} players on ${owner} in ${formatDuration(tookMs)}, as of ${asOf}.`;
    if (!difference) yield "There was no board to compare with.";
    else if (difference.questions.length === 0 && difference.players === 0)
      yield "It equals the previous board.";
    else yield* describeDifference(difference);
  },
};

function describeDifference({ questions, players }: BoardDifference): Output[] {
  const shown = questions.slice(0, MAX_SHOWN);
  const more = questions.length - shown.length;
  return [
    "It differs from the previous board and replaced it.",
    {
      title: "Questions that differ",
      emptyText: "none",
      columns: ["question", "answers before", "answers now", "cells that differ"],
      rows: shown.map(({ question, before, now, cells }) => [question, before, now, cells]),
    },
    ...(more > 0 ? [`… and ${more} more.`] : []),
    `Players whose points, time, answers or rank differ: ${players}`,
  ];
}
