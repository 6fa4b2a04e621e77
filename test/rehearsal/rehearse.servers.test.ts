import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Host } from "../../client/src/host.ts";
import { compileCache } from "../../dev-cluster/processes/compile-cache.ts";
import type { Report } from "../../rehearsal/figures/report.ts";
import { rehearsalQuiz } from "../../rehearsal/stage/rehearsal-quiz.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { freshFolder } from "../harness/fresh-folder.ts";
import { until } from "../harness/until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A first start on a busy machine. */
const START_MS = 150_000;
/** What a busy machine does to times is not tested here. */
const PATIENT = ["--max-ack", "60000", "--max-skew", "60000", "--gap", "0"];

/** `npm run rehearse` with these arguments. */
class Command {
  readonly #child;
  readonly exited: Promise<number | null>;
  /** What a person reads: the progress, and the report. */
  screen = "";

  constructor(args: readonly string[], env: Record<string, string> = {}) {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const [, file] = /^node (\S+)$/.exec(scripts.rehearse)!;
    this.#child = spawn(process.execPath, [file!, ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...compileCache(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.screen += text;
      });
    this.exited = new Promise((resolve) => this.#child.once("close", resolve));
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }
}

const folder = freshFolder();
let node: StandaloneNode;
let led: Command;
let onItsOwn: Command;
let host: Host;
let token: string;
let json: string;

beforeAll(async () => {
  node = await startStandalone();
  token = node.hostToken("quizmaster");
  host = new Host({ baseUrl: node.node.baseUrl, token });
  json = join(folder, "figures.json");
  // These take some seconds each, while the other tests run.
  const shares = ["--lost", "15", "--late", "5", "--wrong", "30", "--seed", "24"];
  const size = ["--players", "40", "--questions", "3", "--seconds", "2", "--join-seconds", "1"];
  led = new Command(there(...size, ...shares, ...PATIENT, "--json", json), {
    STAMPEDE_HOST_TOKEN: node.hostToken("rehearsing"),
  });
  onItsOwn = new Command(["--players", "3", "--questions", "1", "--seconds", "1", "--lost", "0", ...PATIENT]);
}, START_MS);
afterAll(() => node?.stop());

const there = (...args: string[]) => ["--url", node.node.baseUrl, ...args];

test("joins a session that somebody else leads, and checks its books by the host's token", async () => {
  const quiz = await host.createQuiz(rehearsalQuiz(2, 1));
  const session = await host.createSession({ quizId: quiz.id, pace: "auto", gapMs: 0 });
  const command = new Command(
    there(
      "--code",
      ` ${session.state!.code.toLowerCase()} `,
      "--players",
      "5",
      "--token",
      token,
      ...PATIENT.slice(0, 4),
    ),
  );
  await until("the players are in", () => command.screen.includes("5 of 5 players are in"));
  await session.open();
  expect({ code: await command.exited, screen: command.screen }).toMatchObject({
    code: 0,
    screen: expect.stringMatching(/the same for every question[\s\S]*Verdict: fine: 5 players/),
  });
  // It is not ours to delete.
  expect(await session.read()).toMatchObject({ state: "ended" });
});

test("on Ctrl-C it ends, and reports what was done so far", async () => {
  const quiz = await host.createQuiz(rehearsalQuiz(1, 1));
  const session = await host.createSession({ quizId: quiz.id });
  const command = new Command(there("--code", session.state!.code, "--players", "2", "--join-seconds", "0"));
  await until("the players are in", () => command.screen.includes("2 of 2 players are in"));
  command.interrupt();
  expect({ code: await command.exited, screen: command.screen }).toMatchObject({
    code: 130,
    screen: expect.stringMatching(
      /joined +2 of 2[\s\S]*The books were not checked: that needs the token[\s\S]*Verdict: not fine: it was ended by hand/,
    ),
  });
});

test(
  "starts a server of its own, and leaves nothing of it",
  async () => {
    expect({ code: await onItsOwn.exited, screen: onItsOwn.screen }).toMatchObject({
      code: 0,
      screen: expect.stringMatching(/a server of its own[\s\S]*Verdict: fine: 3 players/),
    });
    const [, port] = /at http:\/\/127\.0\.0\.1:(\d+), a server of its own/.exec(onItsOwn.screen) ?? [];
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  },
  START_MS,
);

test("a code that no session has: says so, without a stack", async () => {
  const command = new Command(there("--code", "ZZZZZZ", "--players", "2", "--join-seconds", "0"));
  expect({ code: await command.exited, screen: command.screen }).toMatchObject({
    code: 1,
    screen: expect.stringMatching(/not let in +2: 404 UNKNOWN_CODE[\s\S]*2 of 2 players did not get in/),
  });
  expect(command.screen).not.toMatch(/^\s+at /m);
});

test(
  "makes a session, leads it, reports on it and deletes it, with lost connections all the while",
  async () => {
    expect({ code: await led.exited, screen: led.screen }).toMatchObject({
      code: 0,
      screen: expect.stringMatching(
        /^40 players join over 1 s[\s\S]*40 of 40 players are in[\s\S]*joined +40 of 40[\s\S]*balanced +yes[\s\S]*Verdict: fine: 40 players/,
      ),
    });
    const report = JSON.parse(readFileSync(json, "utf8")) as Report;
    const { answers, books, connections, questions, delivery } = report;
    // Every player has an intent for every question; what the machine's load changes is who is in time.
    const outcomes = answers.counted + answers.refusedLate + answers.refusedAfterMishap + answers.notSent;
    expect(outcomes).toBe(120);
    expect(answers).toMatchObject({ unsettled: 0, countedLate: 0, refused: {} });
    expect(answers.refusedLate).toBeGreaterThan(0);
    expect(Object.values(connections.mishaps).every((made) => made > 0)).toBe(true);
    expect(connections.retries).toBeGreaterThan(0);
    expect(questions.map(({ no, delivery }) => [no, (delivery?.players ?? 0) > 30])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    expect(delivery!.afterOpening.first).toBeGreaterThan(-100);
    expect(books).toMatchObject({ isChecked: true, isBalanced: true, agrees: true });
    expect(books.isChecked && books.audit.counted).toBe(answers.counted);
    const itsHost = new Host({ baseUrl: node.node.baseUrl, token: node.hostToken("rehearsing") });
    expect(await itsHost.listQuizzes()).toMatchObject({ items: [] });
    expect(await itsHost.listSessions()).toMatchObject({ items: [] });
  },
  START_MS,
);
