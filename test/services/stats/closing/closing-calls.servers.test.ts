import { ServiceBroker } from "moleculer";
import { internalMiddlewares } from "../../../../platform/broker/internal-middlewares.ts";
import { nodesWithAction } from "../../../../platform/broker/nodes-with-action.ts";
import type { Ctx } from "../../../../platform/contracts/typed-broker.ts";
import { validateParams } from "../../../../platform/contracts/validation.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { StreamingPlayers } from "../../../../services/api/streams/streaming-players.ts";
import { closingCalls } from "../../../../services/stats/closing/closing-calls.ts";
import { findStreaming } from "../../../../services/stats/closing/streaming-survey.ts";
import { sessionRecord } from "../../../harness/session-record.ts";
import { until } from "../../../harness/until.ts";
import { createStubGateway } from "./stub-gateway.ts";

const SESSION = 1;
const TEN = Array.from({ length: 10 }, (_, index) => `api-${index + 1}`);

let brokers: ServiceBroker[] = [];
afterEach(async () => {
  await Promise.all(brokers.map((broker) => broker.stop()));
  brokers = [];
});

function node(nodeID: string): ServiceBroker {
  const broker = new ServiceBroker({
    nodeID,
    namespace: expect.getState().currentTestName ?? "",
    transporter: "Fake",
    logger: false,
    registry: { stopDelay: 0 },
    middlewares: [validateParams, ...internalMiddlewares()],
    internalMiddlewares: false,
    skipProcessEventRegistration: true,
    errorHandler: null,
  });
  brokers.push(broker);
  return broker;
}

/** A gateway with its own broker. @param isOld whether it runs the release before */
function gateway(nodeID: string, isOld = false) {
  const players = new StreamingPlayers();
  const broker = node(nodeID);
  createStubGateway(broker, () => players, isOld);
  return { broker, players };
}

/** Starts all nodes of the test, and waits until the stats node knows the gateways. */
async function startAll(stats: ServiceBroker, gateways: number): Promise<void> {
  await Promise.all(brokers.map((broker) => broker.start()));
  await Promise.all(
    brokers.map((broker) =>
      until(
        `${broker.nodeID} knows all gateways`,
        () => nodesWithAction(broker, "api.flushLedger").length === gateways,
      ),
    ),
  );
  await stats.waitForServices("api");
}

test("ten gateways tell their players; one that has gone counts no more", async () => {
  const stats = node("stats-1");
  const gateways = TEN.map((name) => gateway(name));
  await startAll(stats, TEN.length);
  const { gateways: asked } = closingCalls(stats, { warn: () => {} });
  for (const [index, { players }] of gateways.entries()) players.add(index + 1);
  for (const awaited of [1, 10]) {
    const found = await findStreaming(asked, SESSION, (player) => player === awaited);
    expect(found).toEqual({ gateway: `api-${awaited}`, player: awaited });
    expect((await asked.ask(`api-${awaited}`, { session: SESSION, player: awaited })).isStreaming).toBe(true);
  }
  expect(await findStreaming(asked, SESSION, () => false)).toBeNull();
  await gateways[9]!.broker.stop();
  await until(
    "nobody knows the gateway any more",
    async () => (await findStreaming(asked, SESSION, (player) => player === 10)) === null,
  );
});

test("while a gateway of the release before is there, nothing is asked and nothing closes", async () => {
  const stats = node("stats-1");
  gateway("api-1");
  gateway("api-2", true);
  await startAll(stats, 2);
  const { gateways } = closingCalls(stats, { warn: () => {} });
  expect(gateways.names()).toBeNull();
  expect(await findStreaming(gateways, SESSION, () => false)).toBe("unknown");
});

test("without a sessions node that can close a question there is one warning, and a later one can", async () => {
  const stats = node("stats-1");
  const warnings: string[] = [];
  await stats.start();
  const { closeAnswered } = closingCalls(stats, { warn: (text: string) => warnings.push(text) });
  for (let attempt = 0; attempt < 3; attempt++) expect(await closeAnswered(SESSION, 2)).toBeNull();
  expect(warnings).toEqual(["Could not close question 2 of session 1 early."]);
  const asked: unknown[] = [];
  const sessions = node("sessions-1");
  sessions.createService({
    name: "sessions",
    actions: {
      closeAnswered: ({ params }: Ctx<"sessions.closeAnswered">): SessionRecord => {
        asked.push(params);
        return sessionRecord();
      },
    },
  });
  await sessions.start();
  await stats.waitForServices("sessions");
  expect(await closeAnswered(SESSION, 2)).toEqual(sessionRecord());
  expect(asked).toEqual([{ no: SESSION, question: 2 }]);
});
