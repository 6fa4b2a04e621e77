import { connect, type NatsConnection } from "nats";
import { provide } from "../../../dev-cluster/servers/binaries.ts";
import { natsUrlOf, startNats } from "../../../dev-cluster/servers/nats.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import { INSTALL_MS } from "../../harness/traces.ts";

const KINDS = ["api", "quiz", "sessions", "answers", "stats"] as const;
type Kind = (typeof KINDS)[number];

/** Whom each kind of node asks to do something; everything else is refused by NATS itself. */
const ASKS: Record<Kind, readonly Kind[]> = {
  api: ["api", "quiz", "sessions", "answers", "stats"],
  quiz: [],
  sessions: ["quiz", "answers"],
  answers: ["quiz", "sessions"],
  stats: ["quiz", "sessions"],
};
/** To whom each kind of node sends events. */
const TELLS: Record<Kind, readonly Kind[]> = {
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
  await provide(["nats-server"]);
  nats = await startNats();
}, INSTALL_MS);
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await nats?.stop();
});

test.each(KINDS)("a node of kind %s gets through to those that it needs, and to no other", async (kind) => {
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
  const heard: string[] = [];
  for await (const { subject } of everything) {
    if (subject === "MOL.INFO") break;
    heard.push(subject);
  }
  const allowed = KINDS.flatMap((to) => [
    ...(ASKS[kind].includes(to) ? [`MOL.REQ.${to}.x`] : []),
    ...(TELLS[kind].includes(to) ? [`MOL.EVENT.${to}.x`] : []),
  ]);
  expect(heard.sort()).toEqual(allowed.sort());
});

test("a node hears what is for its own kind, and not what is for another", async () => {
  const node = await connectAs("stats");
  const heard: string[] = [];
  const own = node.subscribe("MOL.REQ.stats.x", { max: 1 });
  const others = node.subscribe("MOL.REQ.answers.x", {
    callback: (error) => heard.push(error?.name ?? "a request"),
  });
  await node.flush();
  const operator = await connectAs("operator");
  operator.publish("MOL.REQ.answers.x");
  operator.publish("MOL.REQ.stats.x");
  for await (const { subject } of own) heard.push(subject);
  expect(heard).toEqual(["NatsError", "MOL.REQ.stats.x"]);
  others.unsubscribe();
});
