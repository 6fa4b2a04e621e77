import type { BoardState, LiveSession } from "../../platform/contracts/operator-contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { freshness, perSecond } from "../board-status.ts";
import type { Command } from "../command.ts";
import { callEachNode, type NodeReply, ownerOf } from "../nodes.ts";
import type { Operator } from "../operator.ts";
import { sanitize } from "../screen.ts";

const MAX_SHOWN = 50;
const MAX_TITLE_LENGTH = 30;

export const sessions: Command = {
  usage: "sessions",
  description: "Lists the live sessions: players, open question, answers per second, freshness of the stats",
  async *run(operator) {
    const live = await call(operator.broker, "sessions.live", { limit: MAX_SHOWN });
    const nos = live.sessions.map(({ no }) => no);
    const [queues, boards] = await Promise.all([
      callEachNode(operator.broker, "answers.queues", { sessions: nos }),
      callEachNode(operator.broker, "stats.boards", { sessions: nos }),
    ]);
    yield {
      title: "Live sessions",
      emptyText: "none",
      columns: ["id", "code", "title", "state", "pace", "players", "question", "answers/s", "stats"],
      rows: live.sessions.map((session, place) => [
        session.id,
        session.code,
        sanitize(session.title, MAX_TITLE_LENGTH),
        session.state,
        session.pace,
        session.players,
        openQuestion(session),
        perSecond(storedPerSecond(queues, place)),
        freshness(ownersBoard(operator, boards, session.no, place)),
      ]),
    };
    if (live.total > live.sessions.length) yield `… and ${live.total - live.sessions.length} more.`;
    for (const { node, result } of [...queues, ...boards]) if (!result) yield `${node} did not reply.`;
  },
};

function openQuestion({ open, questions }: LiveSession): string {
  if (!open) return "–";
  const { count, first, last } = open;
  if (count === 1) return `${first} of ${questions}`;
  return count === last - first + 1 ? `${first}–${last} of ${questions}` : `${count} of ${questions}`;
}

function storedPerSecond(queues: readonly NodeReply<"answers.queues">[], place: number): number {
  return queues.reduce((sum, { result }) => sum + (result?.storedPerSecond[place] ?? 0), 0);
}

function ownersBoard(
  { broker }: Operator,
  nodes: readonly NodeReply<"stats.boards">[],
  session: number,
  place: number,
): BoardState | null {
  const owner = ownerOf(broker, session);
  return nodes.find(({ node }) => node === owner)?.result?.boards[place] ?? null;
}
