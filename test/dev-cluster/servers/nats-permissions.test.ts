import { connect, type NatsConnection } from "nats";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { natsUrlOf, startNats } from "../../../dev-cluster/servers/nats.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import { INSTALL_MS } from "../../harness/processes.ts";

const KINDS = ["api", "quiz", "sessions", "answers", "stats"] as const;
type Kind = (typeof KINDS)[number];

/** The kinds that each kind of node may call. NATS refuses everything else. */
const CALLS: Record<Kind, readonly Kind[]> = {
  api: ["api", "quiz", "sessions", "answers", "stats"],
  quiz: [],
  sessions: ["quiz", "answers"],
  answers: ["quiz", "sessions"],
  stats: ["api", "quiz", "sessions"],
};
/** The kinds that each kind of node may send events to. */
const EMITS: Record<Kind, readonly Kind[]> = {
  api: [],
  quiz: [],
  sessions: ["api", "answers", "stats"],
  answers: ["stats"],
  stats: ["api"],
};

let nats: Server;
const connections: NatsConnection[] = [];

async function connectAs(kind: string): Promise<NatsConnection> {
  const { username: user, password: pass, host } = new URL(natsUrlOf(kind, nats.url));
  const connection = await connect({ servers: host, user, pass });
  connections.push(connection);
  return connection;
}

beforeAll(async () => {
  await ensureInstalled(["nats-server"]);
  nats = await startNats();
}, INSTALL_MS);
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await nats?.stop();
});

test.each(
  KINDS,
)("a node of kind %s can publish to the kinds that it needs, and to no other", async (kind) => {
  const operator = await connectAs("operator");
  const everything = operator.subscribe("MOL.>");
  await operator.flush();
  const node = await connectAs(kind);
  for (const to of KINDS) {
    node.publish(`MOL.REQ.${to}.x`);
    node.publish(`MOL.EVENT.${to}.x`);
  }
  node.publish("MOL.INFO");
  await node.flush();
  const received: string[] = [];
  for await (const { subject } of everything) {
    if (subject === "MOL.INFO") break;
    received.push(subject);
  }
  const allowed = KINDS.flatMap((to) => [
    ...(CALLS[kind].includes(to) ? [`MOL.REQ.${to}.x`] : []),
    ...(EMITS[kind].includes(to) ? [`MOL.EVENT.${to}.x`] : []),
  ]);
  expect(received.sort()).toEqual(allowed.sort());
});

test("a node receives messages for its own kind, and none for another", async () => {
  const node = await connectAs("stats");
  const received: string[] = [];
  const own = node.subscribe("MOL.REQ.stats.x", { max: 1 });
  const others = node.subscribe("MOL.REQ.answers.x", {
    callback: (error) => received.push(error?.name ?? "a request"),
  });
  await node.flush();
  const operator = await connectAs("operator");
  operator.publish("MOL.REQ.answers.x");
  operator.publish("MOL.REQ.stats.x");
  for await (const { subject } of own) received.push(subject);
  expect(received).toEqual(["NatsError", "MOL.REQ.stats.x"]);
  others.unsubscribe();
});
