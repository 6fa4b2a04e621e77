import { type SessionRecord, stateOf } from "../../platform/domain/session.ts";
import { freshness, perSecond } from "../board-status.ts";
import type { Command } from "../command.ts";
import { namedSession } from "../find-session.ts";
import { askEach, ownerOf } from "../nodes.ts";
import type { Operator } from "../operator.ts";
import { duration, instant, type Table, tame } from "../screen.ts";
import { windowsOf } from "../windows.ts";

const SILENT = "does not answer";

export const session: Command = {
  usage: "session <session>",
  does: "One session: its windows, who owns its board, the queues and streams of the nodes",
  async *run(operator, [id = ""]) {
    const record = await namedSession(operator.broker, id);
    yield* headline(record);
    yield windowsOf(record, Date.now());
    yield* await Promise.all([
      boards(operator, record.no),
      queues(operator, record.no),
      streams(operator, record.no),
    ]);
  },
};

function headline(record: SessionRecord): string[] {
  const { id, code, title, host, settings, players, removed } = record;
  const gone = removed.length > 0 ? ` (${removed.length} of them removed)` : "";
  return [
    `${id}  ${code}  ${tame(title, 100)}`,
    `state ${stateOf(record)}, pace ${settings.pace}, players ${players}${gone}, host ${tame(host, 60)}`,
    `opened ${instant(record.openedAt)}, ended ${instant(record.endedAt)}, revision ${record.revision}`,
  ];
}

async function boards({ broker }: Operator, session: number): Promise<Table> {
  const owner = ownerOf(broker, session);
  const nodes = await askEach(broker, "stats.boards", { sessions: [session] });
  return {
    title: "Board",
    none: "no stats node is there",
    head: ["node", "owner", "answers", "snapshot as of", "seq", "figures"],
    rows: nodes.map(({ node, answer }) => {
      const board = answer?.boards[0] ?? null;
      const isOwner = node === owner;
      const state = !board && !isOwner ? "has none" : freshness(board);
      return [
        node,
        isOwner ? "yes" : "",
        board?.answers ?? "–",
        board?.asOf ?? "–",
        board?.seq ?? "–",
        answer ? state : SILENT,
      ];
    }),
  };
}

async function queues({ broker }: Operator, session: number): Promise<Table> {
  const nodes = await askEach(broker, "answers.queues", { sessions: [session] });
  return {
    title: "Answers (queues are shared by all sessions)",
    none: "no answers node is there",
    head: ["node", "stored/s", "queue", "the longest waits"],
    rows: nodes.map(({ node, answer }) =>
      answer
        ? [
            node,
            perSecond(answer.storedPerSecond[0] ?? 0),
            `${answer.waitingRows} of ${answer.mostRows}`,
            duration(answer.waitedMs),
          ]
        : [node, SILENT, "", ""],
    ),
  };
}

async function streams({ broker }: Operator, session: number): Promise<Table> {
  const nodes = await askEach(broker, "api.streams", { sessions: [session] });
  return {
    title: "Streams",
    none: "no gateway is there",
    head: ["node", "of this session", "of all", "requests", "answers held"],
    rows: nodes.map(({ node, answer }) =>
      answer
        ? [
            node,
            answer.sessionStreams[0] ?? 0,
            `${answer.streams} of ${answer.mostStreams}`,
            answer.requests,
            answer.heldAnswers,
          ]
        : [node, SILENT, "", "", ""],
    ),
  };
}
