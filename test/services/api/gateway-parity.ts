import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { JOIN_STATUS, type Results, VERDICT } from "../../../platform/contracts/contracts.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { attachResources, NodeResources, resourcesOf } from "../../../platform/node/node-resources.ts";
import api from "../../../services/api/api.service.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { CONTENT, questionStats, STAGES, snapshot } from "./fixtures.ts";

export const SECRET = "0123456789abcdef0123456789abcdef";
export const ID = "a".repeat(16);
export const SITE = "https://quiz.example";

/** A session in pace self: question 1 is revealed, 2 is open, 3 has not opened yet. */
const session = sessionRecord({
  id: ID,
  openedAt: NOON,
  players: 3,
  removed: [3],
  settings: settings({ pace: "self", stats: "live" }),
  windows: [
    STAGES.revealed(1),
    { ...STAGES.open(2), openedAt: 0, closesAt: null },
    { ...STAGES.open(3), openedAt: 2 * NOON, closesAt: null },
  ],
  asOf: 0,
});

/** The services that a gateway calls, each with a fixed reply to each request. */
export const services: ServiceSchema[] = [
  {
    name: "sessions",
    actions: {
      get: ({ params }): Results["sessions.get"] => (params.id === ID ? session : null),
      join: ({ params }): Results["sessions.join"] => ({
        status: params.code.map((code: string) =>
          code === "BCDFGH" ? JOIN_STATUS.joined : JOIN_STATUS.unknownCode,
        ),
        sessionId: params.code.map(() => ID),
        sessionNo: params.code.map(() => 1),
        playerNo: params.code.map(() => 7),
      }),
    },
  },
  { name: "quiz", actions: { content: (): Results["quiz.content"] => CONTENT } },
  {
    name: "answers",
    actions: {
      tally: (): null => null,
      record: ({ params }): Results["answers.record"] => {
        const [{ question, player }] = params.answers;
        const all = <T>(value: T): T[] => player.map(() => value);
        const isLate = question !== 2;
        return {
          elapsedMs: all(1234),
          points: all(1000),
          correct: all(true),
          notAccepted: isLate
            ? player.map((_: number, index: number) => ({ index, status: VERDICT.late }))
            : [],
        };
      },
    },
  },
  {
    name: "stats",
    actions: {
      snapshot: (): Results["stats.snapshot"] => snapshot(4, [questionStats(1, 3), questionStats(2, 2)], 5),
      standings: ({ params }): Results["stats.standings"] => {
        const all = params.players.map(() => 1);
        const asOf = new Date(NOON).toISOString();
        const columns = { answered: all, openPoints: all, openRank: all, fullPoints: all, fullRank: all };
        return { ...columns, players: 3, asOf } as never;
      },
    },
  },
];

/** Each way from the bytes to `dispatch`: the raw HTTP parser, Node's server with direct routing, or moleculer-web. */
const ROUTINGS = {
  raw: { rawHttp: "on", directRouting: true },
  direct: { rawHttp: "off", directRouting: true },
  moleculerWeb: { rawHttp: "off", directRouting: false },
};
export type Routing = keyof typeof ROUTINGS;

/** A gateway whose services are fakes. */
export class TestGateway {
  readonly port: number;
  readonly #broker: ServiceBroker;

  /** @param fakes the services that it calls */
  static async start(routing: Routing, fakes: readonly ServiceSchema[] = services): Promise<TestGateway> {
    const port = await freePort();
    const broker = new ServiceBroker({ nodeID: `gateway-${routing}`, logger: false });
    const { rawHttp, directRouting } = ROUTINGS[routing];
    const environment = readEnvironment({
      PORT: String(port),
      AUTH_SECRET: SECRET,
      STAMPEDE_ADDRESS: "127.0.0.1",
      STAMPEDE_ANSWERS_PER_SECOND: "2",
      STAMPEDE_CORS_ORIGINS: SITE,
      STAMPEDE_RAW_HTTP: rawHttp,
    });
    attachResources(broker, new NodeResources(environment));
    for (const service of fakes) broker.createService(service);
    broker.createService({ ...api, settings: { ...api.settings, directRouting } } as ServiceSchema);
    await broker.start();
    return new TestGateway(port, broker);
  }

  private constructor(port: number, broker: ServiceBroker) {
    this.port = port;
    this.#broker = broker;
  }

  /** Sends exactly these bytes, in one piece or in several, and returns the bytes of the response. */
  async roundTrip(...pieces: string[]): Promise<string> {
    const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const chunks: Buffer[] = [];
    const closed = once(socket, "close");
    socket.on("data", (chunk) => chunks.push(chunk as Buffer));
    for (const piece of pieces) {
      socket.write(piece);
      // Each piece then arrives in a read of its own.
      if (pieces.length > 1) await sleep(2);
    }
    await closed;
    return Buffer.concat(chunks).toString("latin1");
  }

  /** Opens a stream with exactly these bytes; `received` returns what has arrived so far. */
  async openStream(request: string): Promise<{ received: () => string; ended: Promise<unknown> }> {
    const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    let received = "";
    const ended = once(socket, "end");
    socket.setEncoding("latin1").on("data", (text) => {
      received += text;
    });
    socket.write(request);
    return { received: () => received, ended };
  }

  async stop(): Promise<void> {
    const resources = resourcesOf(this.#broker);
    await resources.runStopHooks();
    await this.#broker.stop();
    await resources.close();
  }
}
