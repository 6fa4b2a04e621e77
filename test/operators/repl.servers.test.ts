import { Client as PgClient } from "pg";
import { at, playerNames, type SessionFixture, setUpSession } from "../end-to-end/fixture.ts";
import { single } from "../end-to-end/questions.ts";
import { must } from "../harness/client.ts";
import { until } from "../harness/until.ts";
import { INSTALL_MS, type ReplSession, startReplSession } from "./repl-session.ts";
import { tableOf } from "./tables.ts";

const TITLE = "Capitals \u001b[31mof\u0007 the world";
const PLAYERS = 20;

let deployment: ReplSession;
let fixture: SessionFixture;

beforeAll(async () => {
  deployment = await startReplSession({ api: 2, stats: 2 });
  const questions = [single(1), single(2)];
  fixture = await setUpSession(deployment.cluster, {
    questions,
    players: playerNames(PLAYERS),
    title: TITLE,
    hostName: "Ann",
  });
}, INSTALL_MS);
afterAll(() => deployment?.stop(), 60_000);

const ask = (line: string) => deployment.terminal.ask(line);

/** The row of the fixture's session as `sessions` shows it. */
async function row(): Promise<Record<string, string>> {
  const rows = tableOf(await ask("sessions"), "Live sessions");
  return at(
    rows.filter(({ id }) => id === fixture.session.id),
    0,
  );
}

/** Changes stored answers directly in the table, as no service ever does. */
async function tamper(statement: string): Promise<void> {
  const client = new PgClient({ connectionString: deployment.cluster.servers.postgres.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

test("the built-in commands work, and `nodes` shows every node", async () => {
  const screen = await ask("nodes");
  for (const { name } of deployment.cluster.nodes()) expect(screen).toContain(name);
  expect(screen).toMatch(/operator-[0-9a-f]{6} \(\*\)/);
  // The release of the product, not Moleculer's.
  expect(screen.match(/│ +0\.1\.0 +│/g)).toHaveLength(deployment.cluster.nodes().length + 1);
  expect(await ask("help")).toMatch(/drain \[options\] <node> \[seconds\]/);
});

test("`sessions` shows a lobby, then the open question, the rate of answers and fresh stats", async () => {
  const title = "Capitals of the world";
  expect(await row()).toEqual({
    id: fixture.session.id,
    code: fixture.session.code,
    title,
    state: "lobby",
    pace: "host",
    players: String(PLAYERS),
    question: "–",
    "answers/s": "0.0",
    stats: expect.any(String),
  });
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  const waiting = [...fixture.players];
  await until("the table shows the rate of answers", async () => {
    const player = waiting.shift();
    if (player) must(await player.answer(1, { choice: player.no === 1 ? 1 : 0 }), 201);
    return Number((await row())["answers/s"]) > 0;
  });
  await Promise.all(waiting.map((player) => player.answer(1, { choice: 0 })));
  await until("the stats are up to date", async () => (await row()).stats === "up to date");
  expect(await row()).toMatchObject({ state: "open", question: "1 of 2", title });
});

test("`session` shows windows, the board and its owner, queues and streams", async () => {
  const streams = await Promise.all(fixture.players.slice(0, 3).map((player) => player.events()));
  await Promise.all(streams.map((stream) => stream.next("state")));
  const screen = await until("everything is counted", async () => {
    const shown = await ask(`session ${fixture.session.id}`);
    return tableOf(shown, "Board").some(({ answers }) => answers === String(PLAYERS)) && shown;
  });
  expect(screen).toContain(`${fixture.session.id}  ${fixture.session.code}  Capitals of the world`);
  expect(screen).toContain(`state open, pace host, players ${PLAYERS}, host Ann`);
  expect(tableOf(screen, "Windows")).toEqual([
    expect.objectContaining({
      question: "1",
      state: "open",
      revealed: "–",
      opens: expect.stringMatching(/Z$/),
    }),
  ]);
  const boards = tableOf(screen, "Board");
  expect(boards.map(({ node }) => node)).toEqual(["stats-1", "stats-2"]);
  const owner = at(
    boards.filter((board) => board.owner === "yes"),
    0,
  );
  expect(owner).toMatchObject({ answers: String(PLAYERS), seq: expect.stringMatching(/^\d+$/) });
  expect(owner["snapshot as of"]).toMatch(/^\d{4}-.*Z$/);
  expect(boards.find((board) => board !== owner)).toMatchObject({ owner: "", stats: "no board" });
  expect(tableOf(screen, "Answers")).toEqual([
    expect.objectContaining({ node: "answers-1", queue: "0 of 20000", "longest wait": "0 ms" }),
  ]);
  expect(tableOf(screen, "Streams").map((gateway) => [gateway.node, gateway["of this session"]])).toEqual([
    ["api-1", "2"],
    ["api-2", "1"],
  ]);
  for (const stream of streams) stream.close();
});

test("a session is found by its join code, as people type it", async () => {
  const { id, code } = fixture.session;
  const typed = `${code.slice(0, 3)}-${code.slice(3)}`.toLowerCase();
  expect(await ask(`session ${typed}`)).toContain(`${id}  ${code}  `);
});

test("`host` shows what a host has stored, and `allow` sets a quota for one host", async () => {
  const rowOf = (screen: string, name: string) =>
    tableOf(screen, "Host Ann").find(({ quota }) => quota === name);
  const before = await ask("host Ann");
  expect(rowOf(before, "quizzes")).toMatchObject({ used: "1", limit: "10,000", "holds for": "all hosts" });
  expect(rowOf(before, "players")).toMatchObject({ used: String(PLAYERS), limit: "10,000,000" });
  expect(rowOf(before, "expected-players")).toMatchObject({ used: "–", limit: "20,000" });
  const create = () =>
    fixture.host.createSession({ quizId: fixture.quiz.id, pace: "host", expectedPlayers: 1_000_000 });
  expect((await create()).status).toBe(422);
  const after = await ask("allow Ann expected-players 1000000");
  expect(rowOf(after, "expected-players")).toMatchObject({ limit: "1,000,000", "holds for": "this host" });
  expect((await create()).status).toBe(201);
  const taken = await ask("allow Ann expected-players default");
  expect(rowOf(taken, "expected-players")).toMatchObject({ limit: "20,000", "holds for": "all hosts" });
  expect(await ask("allow Ann toString 1")).toContain("There is no quota toString.");
  expect(await ask("allow Ann quizzes many")).toContain("The amount is a whole number up to 2000000000");
});

test("`env` hides secrets", async () => {
  const screen = await ask("env");
  const { AUTH_SECRET, NATS_URL, DATABASE_URL, REDIS_URL } = deployment.cluster.settings;
  const passwords = [NATS_URL, DATABASE_URL, REDIS_URL].map((url) => new URL(url!).password);
  for (const secret of [AUTH_SECRET!, ...passwords]) expect(screen).not.toContain(secret);
  expect(screen).toContain("AUTH_SECRET: '(hidden)'");
});

test("a wrong command is two lines: what was meant, and where help is", async () => {
  const screen = await ask("sesions");
  expect(screen).toContain("unknown command 'sesions'");
  expect(screen).toContain("Did you mean sessions?");
  expect(screen).toContain("`help` lists the commands.");
  expect(screen).not.toContain("Usage:");
});

test("`rebuild` says equal, and what differs after somebody has changed the table", async () => {
  const { id } = fixture.session;
  const equal = await ask(`rebuild ${id}`);
  expect(equal).toMatch(
    /^Rebuilt 20 answers of 20 players on stats-[12] in .*\nIt equals the previous board\.$/,
  );
  await tamper("delete from answers where player_no in (2, 3)");
  const different = await ask(`rebuild ${id}`);
  expect(different).toContain("It differs from the previous board and replaced it.");
  expect(tableOf(different, "Questions that differ")).toEqual([
    { question: "1", "answers before": "20", "answers now": "18", "cells that differ": "2" },
  ]);
  expect(different).toMatch(/Players whose points, time, answers or rank differ: [1-9]/);
  expect(await ask(`rebuild ${id}`)).toContain("It equals the previous board.");
  await until("the gateways have the corrected stats", async () => {
    return must(await fixture.host.stats(id, 1), 200).attempts === 18;
  });
});

test("`host-token` prints a token and nothing else", async () => {
  const token = await ask("host-token 'Ann Bo'");
  expect(deployment.cluster.tokens.verify(token)).toEqual({ role: "host", name: "Ann Bo" });
});

test("`sign-in-link` prints a link to the desk", async () => {
  const [address, code = ""] = (await ask("sign-in-link Ann 5")).split("#sign-in=");
  expect(address).toMatch(/^http:\/\/localhost:\d+\/desk$/);
  expect(deployment.cluster.tokens.verifySignInCode(code)).toMatchObject({ name: "Ann" });
});

test.each([
  ["sign-in-link Ann soon", "Minutes must be a whole number from 1 to 1440."],
  ["session nosuch", "There is no session nosuch. `sessions` lists the live ones."],
  ["session -AAAAAAAAAAAAAAA", "There is no session -AAAAAAAAAAAAAAA. `sessions` lists the live ones."],
  ["rebuild AAAAAAAAAAAAAAAA", "There is no session AAAAAAAAAAAAAAAA. `sessions` lists the live ones."],
  ["sessions of ann", "Too many arguments. Usage: sessions"],
  [`host-token ${"n".repeat(201)}`, "A host's name must have 1 to 200 characters, without U+0000."],
])("an error is one line: %s", async (line, output) => {
  expect(await ask(line)).toBe(output);
});

test("it says so while NATS is down, and works again when NATS is back", async () => {
  const { nats } = deployment.cluster.servers;
  await nats.kill("SIGKILL");
  expect(await ask("sessions")).toContain("Not connected to NATS; reconnecting.");
  await nats.restart();
  await until("it has rejoined", async () => (await ask("sessions")).startsWith("Live sessions"), 60_000);
}, 120_000);

test("`quit` leaves and exits with 0", async () => {
  deployment.terminal.type("quit");
  expect(await deployment.terminal.exit()).toBe(0);
});
