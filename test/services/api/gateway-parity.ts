import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { JOIN, type Results, VERDICT } from "../../../platform/contracts/contracts.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { Footing, footingOf, provideFooting } from "../../../platform/node/node-resources.ts";
import api from "../../../services/api/api.service.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { CONTENT, figures, STAGES, snapshot } from "./fixtures.ts";

export const SECRET = "0123456789abcdef0123456789abcdef";
export const ID = "a".repeat(16);
export const SITE = "https://quiz.example";

/** A session in pace self: question 1 is revealed, 2 is open, 3 has not opened yet. */
const playing = sessionRecord({
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

/** The services around a gateway, each with an answer that hangs on the question alone. */
const around: ServiceSchema[] = [
  {
    name: "sessions",
    actions: {
      get: ({ params }): Results["sessions.get"] => (params.id === ID ? playing : null),
      join: ({ params }): Results["sessions.join"] => ({
        status: params.code.map((code: string) => (code === "BCDFGH" ? JOIN.joined : JOIN.unknownCode)),
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
          others: isLate ? player.map((_: number, index: number) => ({ index, status: VERDICT.closed })) : [],
        };
      },
    },
  },
  {
    name: "stats",
    actions: {
      snapshot: (): Results["stats.snapshot"] => snapshot(4, [figures(1, 3), figures(2, 2)], 5),
      standings: ({ params }): Results["stats.standings"] => {
        const all = params.players.map(() => 1);
        const asOf = new Date(NOON).toISOString();
        const columns = { answered: all, openPoints: all, openRank: all, fullPoints: all, fullRank: all };
        return { ...columns, players: 3, asOf } as never;
      },
    },
  },
];

/** The ways that a request may take to its route: read by the gateway itself, by Node's server, or by moleculer-web. */
const WAYS = {
  plain: { plainConnections: true, fastRoutes: true },
  fast: { plainConnections: false, fastRoutes: true },
  ordinary: { plainConnections: false, fastRoutes: false },
};
export type Way = keyof typeof WAYS;

/** A gateway among services that are not real. */
export class LoneGateway {
  readonly port: number;
  readonly #broker: ServiceBroker;

  static async start(way: Way): Promise<LoneGateway> {
    const port = await freePort();
    const broker = new ServiceBroker({ nodeID: `gateway-${way}`, logger: false });
    const environment = readEnvironment({
      PORT: String(port),
      AUTH_SECRET: SECRET,
      STAMPEDE_ADDRESS: "127.0.0.1",
      STAMPEDE_ANSWERS_PER_SECOND: "2",
      STAMPEDE_CORS_ORIGINS: SITE,
    });
    provideFooting(broker, new Footing(environment));
    for (const service of around) broker.createService(service);
    broker.createService({ ...api, settings: { ...api.settings, ...WAYS[way] } } as ServiceSchema);
    await broker.start();
    return new LoneGateway(port, broker);
  }

  private constructor(port: number, broker: ServiceBroker) {
    this.port = port;
    this.#broker = broker;
  }

  /** Sends a request in the very bytes given, in one piece or in several, and answers the bytes of the reply. */
  async exchange(...pieces: string[]): Promise<string> {
    const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const chunks: Buffer[] = [];
    const closed = once(socket, "close");
    socket.on("data", (chunk) => chunks.push(chunk as Buffer));
    for (const piece of pieces) {
      socket.write(piece);
      // So that each piece arrives in a turn of its own.
      if (pieces.length > 1) await pause(2);
    }
    await closed;
    return Buffer.concat(chunks).toString("latin1");
  }

  /** Opens a stream in the very bytes given, and has what comes gathered until it ends. */
  async follow(request: string): Promise<{ heard: () => string; ended: Promise<unknown> }> {
    const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    let heard = "";
    const ended = once(socket, "end");
    socket.setEncoding("latin1").on("data", (text) => {
      heard += text;
    });
    socket.write(request);
    return { heard: () => heard, ended };
  }

  async stop(): Promise<void> {
    const footing = footingOf(this.#broker);
    await footing.stopping();
    await this.#broker.stop();
    await footing.close();
  }
}
