import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { startNginx } from "../../../dev-cluster/servers/nginx.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "../../end-to-end/fixture.ts";
import { single } from "../../end-to-end/questions.ts";
import { must, type Reply } from "../../harness/client.ts";
import { type Deployment, startStandalone } from "../../harness/deployment.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { scrape } from "../../platform/metrics/scrape.ts";

const ORIGIN = "https://quiz.example";
const PLAYERS = 60;
/** Unknown codes that one address may try in a minute. */
const GUESSES = 3;

let metricsPort: number;
let node: Deployment;
let nginx: Server;
let fixture: SessionFixture;

beforeAll(async () => {
  metricsPort = await freePort();
  node = await startStandalone({
    METRICS_PORT: String(metricsPort),
    STAMPEDE_TRUSTED_PROXIES: "1",
    STAMPEDE_CORS_ORIGINS: ORIGIN,
    STAMPEDE_UNKNOWN_CODES_PER_MINUTE: String(GUESSES),
  });
  nginx = await startNginx(node.baseUrls);
  const behind = { baseUrls: [nginx.url], hostToken: node.hostToken };
  fixture = await setUpSession(behind, { questions: [single()], players: playerNames(PLAYERS) });
}, INSTALL_MS);
afterAll(async () => {
  await nginx?.stop();
  await node?.stop();
});

test("an event passes nginx at once, while its stream stays open", async () => {
  const stream = await fixture.spectator.events();
  expect(stream.status).toBe(200);
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  await stream.next("question");
  expect(stream.ended).toBe(false);
  stream.close();
});

test("requests of all sorts share nginx's connections, and each gets its own reply", async () => {
  const { client, host, quiz, session, players } = fixture;
  const path = `/api/sessions/${session.id}`;
  const odd = [
    async () => expect(must(await host.readQuiz(quiz.id), 200).id).toBe(quiz.id),
    async () => {
      const head = await client.send("HEAD", path);
      expect([head.status, head.raw.length]).toEqual([200, 0]);
    },
    async () => {
      const title = `Title ${Math.random()}`;
      const draft = must(await host.createQuiz({ title: "Old", questions: [single()] }), 201);
      const changed = await host.replaceQuiz(draft.id, { title, questions: [single()] });
      expect(must(changed, 200)).toMatchObject({ id: draft.id, title });
    },
    async () => {
      const reply = await client.send<{ id: string }>("GET", path, { headers: { origin: ORIGIN } });
      expect(reply.headers["access-control-allow-origin"]).toBe(ORIGIN);
      expect(must(reply, 200).id).toBe(session.id);
    },
    async () => expect((await client.send("GET", "/api/nothing-here")).status).toBe(404),
  ];
  await Promise.all(
    players.map(async (player, index) => {
      const answer = player.answer(1, { choice: index % 4 });
      const [verdict] = await Promise.all([answer, at(odd, index % odd.length)()]);
      must(verdict, 201);
      expect(must(await player.me(), 200).playerNo).toBe(player.no);
      expect(must(await player.ownAnswers(), 200)).toMatchObject([{ question: 1 }]);
    }),
  );
});

test("all of them were read by the gateway's own parser", async () => {
  const { samples } = await scrape(metricsPort);
  expect(samples.get('stampede_http_requests_parsed_total{parser="raw"}')).toBeGreaterThan(4 * PLAYERS);
  expect(samples.get('stampede_http_requests_parsed_total{parser="node"}')).toBe(0);
});

test("an address that a client claims in X-Forwarded-For is not believed", async () => {
  const { client } = fixture;
  const guess = (address: string): Promise<Reply<unknown>> =>
    client.send("POST", "/api/join", {
      json: { code: "ZZZZZZ", nickname: "Guess" },
      headers: { "x-forwarded-for": address },
    });
  const replies: Reply<unknown>[] = [];
  for (let no = 0; no <= GUESSES; no++) replies.push(await guess(`203.0.113.${no}`));
  expect(replies.map(({ status }) => status)).toEqual([...Array(GUESSES).fill(404), 429]);
});
