import { MultiRowInsert } from "../../../bench/baselines/multi-row-insert.ts";
import { ServerProcess } from "../../../bench/servers/server-process.ts";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import { startRedis } from "../../../dev-cluster/servers/redis.ts";
import { Tokens } from "../../../platform/auth/tokens.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { INSTALL_MS } from "../../harness/processes.ts";

const SECRET = "a-secret-for-measurements-and-nothing-else";
const SESSION = { id: "s1", no: 7, openedAt: Date.now(), questions: [{ correct: 2, points: 1000 }] };

beforeAll(() => ensureInstalled(["postgres", "redis-server"]), INSTALL_MS);

/** Stops what a test started, in reverse order. */
let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const startBaseline = async (file: string, settings: Record<string, string>) =>
  stack.adopt(await ServerProcess.baseline(file, settings), (server) => server.stop());
const postgres = async () => stack.adopt(await startPostgres(), (server) => server.stop());
const redis = async () => stack.adopt(await startRedis(), (server) => server.stop());

const STORES: [string, () => Promise<Record<string, string>>][] = [
  ["embedded", async () => ({})],
  ["postgres", async () => ({ DATABASE_URL: (await postgres()).url })],
  ["redis-counters", async () => ({ DATABASE_URL: (await postgres()).url, REDIS_URL: (await redis()).url })],
];

describe("the baselines", () => {
  test.each([
    "bare-http.ts",
    "fastify/ready-bytes.ts",
  ])("%s sends the given bytes and headers", async (file) => {
    const reply = { headers: { "content-type": "application/json", etag: '"x"' }, body: '{"a":1}' };
    const { baseUrl } = await startBaseline(file, { REPLY: JSON.stringify(reply) });
    const got = await fetch(`${baseUrl}/whatever`);
    expect(await got.text()).toBe(reply.body);
    expect(Object.fromEntries(got.headers)).toMatchObject(reply.headers);
  });

  test("bare node:http parses the body", async () => {
    const { baseUrl } = await startBaseline("bare-post.ts", {});
    const got = await fetch(`${baseUrl}/x`, { method: "POST", body: '{"question":7,"choice":1}' });
    expect([got.status, await got.json()]).toEqual([201, { status: "accepted", question: 7, elapsedMs: 1 }]);
  });

  test("the multi-row insert stores a row for every player", async () => {
    const table = stack.adopt(await MultiRowInsert.connect((await postgres()).url), (connection) =>
      connection.close(),
    );
    await table.insert(1, 1, 4500);
    expect(await table.count(1, 1)).toBe(4500);
  });

  test.each(STORES)(
    "Fastify (%s) checks token and body, stores an answer once, and counts it",
    async (file, settings) => {
      const { baseUrl } = await startBaseline(`fastify/${file}.ts`, {
        AUTH_SECRET: SECRET,
        SESSION: JSON.stringify(SESSION),
        ...(await settings()),
      });
      const player = { sessionId: SESSION.id, sessionNo: SESSION.no, playerNo: 1, nickname: "Ada" };
      const token = new Tokens(SECRET).issuePlayerToken(player);
      const post = async (body: object, session = "s1", bearer = token) => {
        const reply = await fetch(`${baseUrl}/api/sessions/${session}/answers`, {
          method: "POST",
          headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        return { status: reply.status, body: await reply.json() };
      };
      const accepted = { status: "accepted", question: 1, elapsedMs: expect.any(Number) };
      expect(await post({ question: 1, choice: 2 })).toEqual({ status: 201, body: accepted });
      expect((await post({ question: 1, choice: 2 })).status).toBe(200);
      expect((await post({ question: 2, choice: 2 })).status).toBe(400);
      expect((await post({ question: 1, choice: "2x" })).status).toBe(400);
      expect((await post({ question: 1, choice: 2 }, "other")).status).toBe(403);
      expect((await post({ question: 1, choice: 2 }, "s1", `${token}x`)).status).toBe(401);
      const stats = await fetch(`${baseUrl}/api/sessions/s1/questions/1/stats`);
      expect(await stats.json()).toEqual({ attempts: 1, options: [{ id: 2, count: 1 }] });
    },
    START_TIMEOUT_MS,
  );
});
