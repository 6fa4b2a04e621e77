import { currentTime } from "../../platform/clock.ts";
import { type SessionRecord, stateOf } from "../../platform/domain/session.ts";
import { freshness, perSecond } from "../board-status.ts";
import type { Command } from "../command.ts";
import { findSession } from "../find-session.ts";
import { callEachNode, ownerOf } from "../nodes.ts";
import type { Operator } from "../operator.ts";
import { foldRows, formatDuration, formatInstant, sanitize, type Table } from "../screen.ts";
import { windowsTable } from "../windows.ts";

const NO_REPLY = "no reply";

export const session: Command = {
  usage: "session <id-or-code>",
  description: "Shows one session: its windows, the owner of its board, the nodes' queues and streams",
  async *run(operator, [id = ""]) {
    const record = await findSession(operator.broker, id);
    yield* headline(record);
    yield windowsTable(record, currentTime());
    yield* await Promise.all([
      boards(operator, record.no),
      queues(operator, record.no),
      streams(operator, record.no),
    ]);
  },
};

function headline(record: SessionRecord): string[] {
  const { id, code, title, host, settings, players, removed, locked, pausedAt } = record;
  // Records of a node of the release before have neither.
  const notes = [
    ...(pausedAt ? [`paused since ${formatInstant(pausedAt)}`] : []),
    ...(locked ? ["locked"] : []),
  ];
  const state = notes.length > 0 ? `${stateOf(record)} (${notes.join(", ")})` : stateOf(record);
  const removedNote = removed.length > 0 ? ` (${removed.length} of them removed)` : "";
  return [
    `${id}  ${code}  ${sanitize(title, 100)}`,
    `state ${state}, pace ${settings.pace}, players ${players}${removedNote}, host ${sanitize(host, 60)}`,
    `opened ${formatInstant(record.openedAt)}, ended ${formatInstant(record.endedAt)}, revision ${record.revision}`,
  ];
}

async function boards({ broker }: Operator, session: number): Promise<Table> {
  const owner = ownerOf(broker, session);
  const nodes = await callEachNode(broker, "stats.boards", { sessions: [session] });
  return {
    title: "Board",
    emptyText: "no stats node",
    columns: ["node", "owner", "answers", "snapshot as of", "seq", "stats"],
    rows: foldRows(
      nodes.map(({ node, result }) => {
        const board = result?.boards[0] ?? null;
        const isOwner = node === owner;
        const state = !board && !isOwner ? "no board" : freshness(board);
        return [
          node,
          isOwner ? "yes" : "",
          board?.answers ?? "–",
          board?.asOf ?? "–",
          board?.seq ?? "–",
          result ? state : NO_REPLY,
        ];
      }),
    ),
  };
}

async function queues({ broker }: Operator, session: number): Promise<Table> {
  const nodes = await callEachNode(broker, "answers.queues", { sessions: [session] });
  return {
    title: "Answers (queues are shared by all sessions)",
    emptyText: "no answers node",
    columns: ["node", "stored/s", "queue", "longest wait"],
    rows: foldRows(
      nodes.map(({ node, result }) =>
        result
          ? [
              node,
              perSecond(result.storedPerSecond[0] ?? 0),
              `${result.waitingRows} of ${result.maxRows}`,
              formatDuration(result.waitedMs),
            ]
          : [node, NO_REPLY, "", ""],
      ),
    ),
  };
}

async function streams({ broker }: Operator, session: number): Promise<Table> {
  const nodes = await callEachNode(broker, "api.streams", { sessions: [session] });
  return {
    title: "Streams",
    emptyText: "no gateway",
    columns: ["node", "of this session", "of all", "requests", "answers pending"],
    rows: foldRows(
      nodes.map(({ node, result }) =>
        result
          ? [
              node,
              result.sessionStreams[0] ?? 0,
              `${result.streams} of ${result.maxStreams}`,
              result.requests,
              result.pendingAnswers,
            ]
          : [node, NO_REPLY, "", "", ""],
      ),
    ),
  };
}
