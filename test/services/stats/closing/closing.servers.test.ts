import type { ParamsOut } from "../../../../platform/contracts/contracts.ts";
import type { Ctx } from "../../../../platform/contracts/typed-broker.ts";
import type { QuestionWindow } from "../../../../platform/domain/session.ts";
import { StreamingPlayers } from "../../../../services/api/streams/streaming-players.ts";
import statsService from "../../../../services/stats/stats.service.ts";
import { until, untilEqual } from "../../../harness/until.ts";
import { right } from "../sample-session.ts";
import { freshStatsNode, type TestSession } from "../stats-node.ts";

const stats = freshStatsNode();

/** The players who stream each session at the gateway, which is a stub. */
const streaming = new Map<number, StreamingPlayers>();
const closed: ParamsOut<"sessions.closeAnswered">[] = [];

beforeAll(() => {
  stats.node.broker.createService({
    name: "api",
    actions: {
      flushLedger: () => null,
      streamingPlayers({ params: { session, player, block } }: Ctx<"api.streamingPlayers">) {
        const players = streaming.get(session) ?? new StreamingPlayers();
        return {
          opened: players.opened,
          isStreaming: player !== undefined && players.has(player),
          players: block === undefined ? null : players.pack(block),
          lastPlayer: players.last,
          gateways: [stats.node.broker.nodeID],
        };
      },
    },
  });
  stats.node.broker.createService({
    name: "closing-sessions",
    actions: {
      closeAnswered: {
        name: "sessions.closeAnswered",
        handler({ params }: Ctx<"sessions.closeAnswered">) {
          closed.push(params);
          return null;
        },
      },
    },
  });
});

const closedQuestions = ({ record }: TestSession) => [
  ...new Set(closed.filter(({ no }) => no === record.no).map(({ question }) => question)),
];

/** Two windows of a minute, of which the second one is open. */
function secondIsOpen(): QuestionWindow[] {
  const window = { closesAt: null, revealedAt: null, keyRevision: 0 };
  return [
    { ...window, question: 1, openedAt: Date.now() - 60_000, closesAt: Date.now() - 1000 },
    { ...window, question: 2, openedAt: Date.now() - 1000 },
  ];
}

/** A session in which players 1 to 3 stream, and 1, 2 and 4 have answered question 1. */
async function newGame(): Promise<TestSession> {
  const session = stats.newSession({ closeWhenAllAnswered: true });
  const players = new StreamingPlayers();
  for (const player of [1, 2, 3]) players.add(player);
  streaming.set(session.record.no, players);
  await session.join(4);
  await session.insert([1, 2, 4].map((player) => right(1, player, 100, 100)));
  await session.update({ windows: secondIsOpen() });
  return session;
}

test("a question closes once those who stream and those who answered the question before have answered", async () => {
  const session = await newGame();
  await session.store([1, 2, 3].map((player) => right(2, player, 100, 100)));
  await session.waitForAttempts(2, 3);
  expect(closedQuestions(session)).toEqual([]);
  await session.store([right(2, 4, 100, 100)]);
  await untilEqual("question 2 is closed", () => closedQuestions(session), [2]);
});

test("a removed player is not waited for, and neither is one whose stream closes", async () => {
  const session = await newGame();
  await session.store([1, 2].map((player) => right(2, player, 100, 100)));
  await session.waitForAttempts(2, 2);
  await session.update({ removed: [4] });
  await stats.node.waitForSnapshot(session.record.no, ({ leaderboards }) => leaderboards.full.players === 3);
  expect(closedQuestions(session)).toEqual([]);
  streaming.get(session.record.no)!.remove(3);
  await untilEqual("question 2 is closed", () => closedQuestions(session), [2]);
});

test("a new owner of the board closes a question although no further answer comes", async () => {
  const session = await newGame();
  await session.store([1, 2, 3].map((player) => right(2, player, 100, 100)));
  await session.waitForAttempts(2, 3);
  expect(closedQuestions(session)).toEqual([]);
  await stats.node.broker.destroyService("stats");
  // The last answer is stored while nobody owns the board.
  await session.insert([right(2, 4, 100, 100)]);
  stats.node.broker.createService(statsService);
  await stats.node.broker.waitForServices("stats");
  await session.update({});
  await until("question 2 is closed", () => closedQuestions(session).includes(2));
});
