import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { Host } from "../../client/src/host.ts";
import { blocksOf } from "../end-to-end/documented-commands.ts";
import { describeOnSharedStandalone } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { BuiltPackage, CLIENT, COMPILER, run } from "./built-package.ts";

/** The Node that runs the programs: that of the tests, or an older one. */
const NODE = process.env.CLIENT_NODE ?? process.execPath;
/** What the README promises for a player's bundle and for a host's, in bytes of brotli. */
const MAX_BUNDLE_BYTES = 10_000;

let client: BuiltPackage;

beforeAll(async () => {
  client = await BuiltPackage.build();
}, 120_000);
afterAll(() => client?.[Symbol.dispose]());

test("it has the version and the licence of the server, and no dependency but two", () => {
  const manifest = JSON.parse(readFileSync(join(CLIENT, "package.json"), "utf8"));
  const server = JSON.parse(readFileSync(join(CLIENT, "../package.json"), "utf8"));
  expect(manifest.version).toBe(server.version);
  expect(manifest.license).toBe(server.license);
  expect(readFileSync(join(CLIENT, "LICENSE"), "utf8")).toBe(
    readFileSync(join(CLIENT, "../LICENSE"), "utf8"),
  );
  expect(Object.keys(manifest.dependencies)).toEqual(["eventsource-parser", "openapi-fetch"]);
});

test("all entries can be imported", async () => {
  const entries = ["@stampede/client", "@stampede/client/player", "@stampede/client/host"];
  const program = `
    const names = {};
    for (const entry of ${JSON.stringify(entries)}) names[entry] = Object.keys(await import(entry));
    console.log(JSON.stringify(names));`;
  const names = JSON.parse(await run(NODE, ["--input-type=module", "--eval", program], client.folder));
  const errors = ["ApiError", "ConnectionError", "isApiError"];
  const player = ["AnswerStands", "Player", "joinSession", "resumeSession", "returnToSession"];
  expect(names).toEqual({
    "@stampede/client": expect.arrayContaining([
      ...errors,
      ...player,
      "Host",
      "HostSession",
      "follow",
      "createApi",
    ]),
    "@stampede/client/player": expect.arrayContaining([...errors, ...player]),
    "@stampede/client/host": expect.arrayContaining([...errors, "Host", "HostSession"]),
  });
});

test("npm packs only what belongs", async () => {
  const listed = JSON.parse(
    await run("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"], client.installed),
  );
  const { files } = (Array.isArray(listed) ? listed[0] : Object.values(listed)[0]) as {
    files: { path: string }[];
  };
  const others = files.map(({ path }) => path).filter((path) => !/^dist\/[\w-]+\.(js|d\.ts)$/.test(path));
  expect(others.sort()).toEqual(["LICENSE", "README.md", "package.json"]);
});

const CONSUMER = `
import { createApi, type ErrorBody, expectData, follow, type Session } from "@stampede/client";
import { Host, type HostFile } from "@stampede/client/host";
import { isApiError, joinSession, type Player } from "@stampede/client/player";

const player: Player = await joinSession({ baseUrl: "", code: "ABC123", nickname: "Bo", storage: localStorage });
player.on("question", ({ no, options }) => {
  const { state } = player.answer(no, { choice: options[0]?.id ?? 0 });
  const known: "sending" | "kept" | "counted" | "refused" = state;
  console.log(known);
});
const host = new Host({ baseUrl: "", token: "t" });
const session = await host.createSession({ quizId: "Q", pace: "host" });
const file: HostFile = await session.reportFile("xlsx");
new Blob([file.bytes]);
for await (const event of follow({ baseUrl: "", sessionId: session.id }).events()) {
  if (event.event === "stats") console.log(event.data.attempts);
}
const api = createApi({ baseUrl: "" });
const state: Session = await expectData(api.GET("/api/sessions/{id}", { params: { path: { id: "S" } } }));
try {
  await session.next();
} catch (error) {
  if (isApiError(error, "WRONG_STATE")) console.log(error.data, state.title);
}
export const newestOf = (error: ErrorBody) => (error.type === "STALE_VERSION" ? error.data.version : 0);
// @ts-expect-error there is no such pace
await host.createSession({ quizId: "Q", pace: "slow" });
`;

test.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])(
  "a strict program with module %s and moduleResolution %s is typed",
  async (module, moduleResolution) => {
    writeFileSync(join(client.folder, "consumer.mts"), CONSUMER);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--types", "", "--target", "es2022"];
    const resolution = [
      "--lib",
      "es2022,dom,dom.iterable",
      "--module",
      module,
      "--moduleResolution",
      moduleResolution,
    ];
    await run(process.execPath, [COMPILER, ...options, ...resolution, "consumer.mts"], client.folder);
  },
  60_000,
);

test.each([
  "player",
  "host",
])("a bundle of %s for browsers is small and has nothing of Node", async (entry) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from "@stampede/client/${entry}"`, resolveDir: client.folder },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    target: ["chrome109", "safari16", "firefox115"],
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
  expect(imports.filter((path) => path.startsWith("node:") || builtinModules.includes(path))).toEqual([]);
  const size = brotliCompressSync(outputFiles[0]!.contents).length;
  expect(size).toBeLessThan(MAX_BUNDLE_BYTES);
});

/** A program of the README, which it names in its first line. */
function program(name: string): string {
  const block = blocksOf("client/README.md").find(({ text }) => text.startsWith(`// ${name}\n`));
  if (!block) throw new Error(`The README has no ${name}.`);
  return block.text;
}

test.each([
  ["bot.js", 20],
  ["host.js", 30],
  ["dashboard.js", 15],
])("the README's %s has at most %d lines", (name, most) => {
  const lines = program(name).split("\n");
  expect(lines.filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(most);
});

describeOnSharedStandalone("the README's programs, with the built package,", (deployment) => {
  const running: ChildProcess[] = [];
  afterAll(() => {
    for (const child of running) child.kill("SIGKILL");
  });

  /** Starts a program of the README as its reader would. */
  function start(name: string, args: string[] = [], env: Record<string, string> = {}) {
    writeFileSync(join(client.folder, name), program(name));
    const child = spawn(NODE, [name, ...args], {
      cwd: client.folder,
      env: { PATH: process.env.PATH, BASE_URL: deployment.baseUrls[0], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    const started = { output: "", code: undefined as number | null | undefined };
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        started.output += chunk.toString("utf8");
      });
    child.on("exit", (code) => {
      started.code = code;
    });
    return started;
  }

  test("play a whole session together, and its books balance", async () => {
    const token = deployment.hostToken("Ann");
    const host = start("host.js", [], { TOKEN: token, PLAYERS: "2" });
    const announced = await until(
      "the host has a session",
      () => /Session (\S+): .* code (\S+)/.exec(host.output) ?? undefined,
    );
    const [, id, code] = announced!;
    const dashboard = start("dashboard.js", [id!], { TOKEN: token });
    const bots = ["Bo", "Cy"].map((nickname) => start("bot.js", [code!, nickname]));
    const programs = [host, dashboard, ...bots];
    await until("all programs have ended", () => programs.every((one) => one.code !== undefined));

    const outputs = programs.map(({ output }) => output).join("\n---\n");
    expect({ outputs, codes: programs.map((one) => one.code) }).toEqual({ outputs, codes: [0, 0, 0, 0] });
    for (const bot of bots) {
      expect(bot.output).toMatch(/^(Bo|Cy) is player [12]$/m);
      expect(bot.output).toMatch(/^Question 1: counted after \d+ ms$/m);
      expect(bot.output).toMatch(/^Question 2: counted after \d+ ms$/m);
      expect(bot.output).toMatch(/^\d+ points, place [12] of 2$/m);
    }
    expect(host.output).toMatch(/^Question 1: Which river flows through Paris\?$/m);
    expect(host.output.match(/^ {2}2 answers: .*; right is option \d$/gm)).toHaveLength(2);
    expect(host.output).toMatch(/^1\. (Bo|Cy): \d+ points$/m);
    expect(host.output).toMatch(/^4 answers are stored; the books balance$/m);
    expect(dashboard.output).toMatch(/^Question 2: 2 answers$/m);
    expect(dashboard.output).toMatch(/^1\. (Bo|Cy) \d+ {2}[12]\. (Bo|Cy) \d+$/m);
    expect(dashboard.output).toMatch(/^The session of 2 players has ended\.$/m);

    const { balanced, all } = await new Host({ baseUrl: deployment.baseUrls[0]!, token })
      .session(id!)
      .audit();
    expect({ balanced, stored: all.stored }).toEqual({ balanced: true, stored: 4 });
  }, 60_000);
});
