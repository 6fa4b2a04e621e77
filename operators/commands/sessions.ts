import type { BoardState, LiveSession } from "../../platform/contracts/operator-contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { freshness, perSecond } from "../board-status.ts";
import type { Command } from "../command.ts";
import { type Answer, askEach, ownerOf } from "../nodes.ts";
import type { Operator } from "../operator.ts";
import { tame } from "../screen.ts";

const MOST_SHOWN = 50;
const TITLE = 30;

export const sessions: Command = {
  usage: "sessions",
  does: "The live sessions: who plays, what is open, how fast answers come, how fresh the figures are",
  async *run(operator) {
    const live = await call(operator.broker, "sessions.live", { limit: MOST_SHOWN });
    const nos = live.sessions.map(({ no }) => no);
    const [queues, boards] = await Promise.all([
      askEach(operator.broker, "answers.queues", { sessions: nos }),
      askEach(operator.broker, "stats.boards", { sessions: nos }),
    ]);
    yield {
      title: "Live sessions",
      none: "none",
      head: ["id", "code", "title", "state", "pace", "players", "question", "answers/s", "figures"],
      rows: live.sessions.map((session, place) => [
        session.id,
        session.code,
        tame(session.title, TITLE),
        session.state,
        session.pace,
        session.players,
        openQuestion(session),
        perSecond(storedPerSecond(queues, place)),
        freshness(boardOfOwner(operator, boards, session.no, place)),
      ]),
    };
    if (live.all > live.sessions.length) yield `… and ${live.all - live.sessions.length} more.`;
    for (const { node, answer } of [...queues, ...boards]) if (!answer) yield `${node} does not answer.`;
  },
};

function openQuestion({ open, questions }: LiveSession): string {
  if (!open) return "–";
  const { count, first, last } = open;
  if (count === 1) return `${first} of ${questions}`;
  return count === last - first + 1 ? `${first}–${last} of ${questions}` : `${count} of ${questions}`;
}

function storedPerSecond(queues: readonly Answer<"answers.queues">[], place: number): number {
  return queues.reduce((sum, { answer }) => sum + (answer?.storedPerSecond[place] ?? 0), 0);
}

function boardOfOwner(
  { broker }: Operator,
  nodes: readonly Answer<"stats.boards">[],
  session: number,
  place: number,
): BoardState | null {
  const owner = ownerOf(broker, session);
  return nodes.find(({ node }) => node === owner)?.answer?.boards[place] ?? null;
}
