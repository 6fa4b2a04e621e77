import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { Client, must } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

/** The embedded database has about 150 files open at the start, and more when it works. */
const DESCRIPTORS = 700;
const IDLE_CONNECTIONS = 900;

describe("connections", () => {
  let deployment: StandaloneNode;
  let fixture: SessionFixture;
  let sidePorts: { metrics: number; health: number };
  const idle: Socket[] = [];

  beforeAll(async () => {
    sidePorts = { metrics: await freePort(), health: await freePort() };
    deployment = await startStandalone(
      { METRICS_PORT: String(sidePorts.metrics), STAMPEDE_HEALTH_PORT: String(sidePorts.health) },
      DESCRIPTORS,
    );
    fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(2) });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
  }, 120_000);
  afterAll(async () => {
    for (const socket of idle) socket.destroy();
    await deployment?.stop();
  });

  /** Opens connections that never send anything, and waits until the node has accepted or closed each. */
  async function openIdle(port: number, count: number): Promise<void> {
    for (let opened = 0; opened < count; opened++) {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      idle.push(socket);
      await once(socket, "connect");
    }
  }

  test("idle connections past the limit of the process take nothing from players, the database or other ports", async () => {
    const [early, late] = [at(fixture.players, 0), at(fixture.players, 1)];
    const stream = await fixture.spectator.events();
    await openIdle(deployment.node.port, IDLE_CONNECTIONS);
    await openIdle(sidePorts.metrics, 100);
    await openIdle(sidePorts.health, 100);
    must(await early.answer(1, { choice: 0 }), 201);
    const quiz = must(await fixture.host.createQuiz({ title: "Another", questions: [single()] }), 201);
    must(await fixture.host.readQuiz(quiz.id), 200);
    const health = new Client(`http://127.0.0.1:${sidePorts.health}`, 1);
    expect(must(await health.send("GET", "/readyz"), 200)).toEqual({ status: "ready" });
    const metrics = await new Client(`http://127.0.0.1:${sidePorts.metrics}`, 1).send("GET", "/metrics");
    const text = metrics.raw.toString("utf8");
    const metricOf = (name: string) => Number(new RegExp(`^${name}(?:{[^}]*})? (\\d+)`, "m").exec(text)?.[1]);
    expect(metricOf("stampede_connections_limit")).toBe(200);
    expect(metricOf("stampede_connections_open")).toBeLessThanOrEqual(200);
    // An event stream is not idle.
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    await until("the stream is still there", () => stream.events.some(({ event }) => event === "closed"));
    stream.close();
    for (const socket of idle.splice(0)) socket.destroy();
    must(await late.state(), 200);
  });
});
