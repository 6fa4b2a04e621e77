import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseImport } from "../../services/quiz/importing/import.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { freshFolder } from "../harness/fresh-folder.ts";
import { blocksOf, likeShown, runCommands } from "./documented-commands.ts";

const AUTH_SECRET = "one secret for the node and for the tour's tokens";

let deployment: StandaloneNode;

beforeAll(async () => {
  deployment = await startStandalone({ AUTH_SECRET });
}, 120_000);

afterAll(() => deployment?.stop());

/** The first commands of a section of the README, as printed. */
function commandsOf(heading: string): string {
  return blocksOf("README.md", heading, "## How it is built").find(({ language }) => language === "sh")!.text;
}

/** Runs a tour and returns what it wrote. */
function run(commands: string): Promise<{ stdout: string; stderr: string }> {
  return runCommands(commands, { BASE: deployment.baseUrls[0], AUTH_SECRET });
}

/** The tour waits two seconds for the stats. A busy machine can take longer, so the tour may be repeated. */
const MAX_ATTEMPTS = 3;
const STATS = /"options":\[\{"id":0,"count":1,"share":0.5\},\{"id":1,"count":1,"share":0.5\}/;

test("the README's tour runs as printed and shows what it says", async () => {
  const commands = commandsOf("## A tour");
  let { stdout, stderr } = await run(commands);
  for (let attempts = 1; attempts < MAX_ATTEMPTS && !STATS.test(stdout); attempts++)
    ({ stdout, stderr } = await run(commands));
  expect(stderr).not.toMatch(/error/i);
  const output = stdout.replaceAll("}{", "}\n{");
  expect(output).toMatch(/"status":"accepted","question":1/);
  expect(output).toMatch(/\{"question":1,"attempts":\d,"asOf":"[^"]+","final":false\}/);
  expect(output).toMatch(STATS);
  expect(output).toMatch(/"correct":\[1\]/);
  expect(output).toMatch(/\[\{"question":1,"answer":\{"choice":1\},"elapsedMs":\d+/);
  expect(output).toMatch(/"playerNo":1,"nickname":"Bo","answered":1/);
  expect(output).toMatch(/rank,playerNo,nickname,points,elapsedMs/);
  expect(output).not.toMatch(/"code":[45]\d\d/);
}, 120_000);

test("the page /docs and everything that it names load", async () => {
  const url = (path: string) => `${deployment.baseUrls[0]}${path}`;
  const page = await fetch(url("/docs"));
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const named = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
  expect(named).toHaveLength(3);
  for (const path of named) {
    const file = await fetch(url(path), { headers: { "Accept-Encoding": "br" } });
    expect([path, file.status, file.headers.get("content-encoding")]).toEqual([path, 200, "br"]);
    expect((await file.text()).length).toBeGreaterThan(100);
  }
  expect((await fetch(url("/docs/nothing.js"))).status).toBe(404);
});

const imports = freshFolder();

test("the README's import and export run as printed", async () => {
  const getter = /^get\(\) .*$/m.exec(commandsOf("## A tour"))![0];
  const commands = `${getter}\n${commandsOf("### Bring your own quizzes")}`;
  const env = {
    BASE: deployment.baseUrls[0],
    HOST: `Authorization: Bearer ${deployment.hostToken("Ann")}`,
  };
  const { stdout } = await runCommands(commands, env, imports);
  expect(stdout).toMatch(/^3\n\[\]\n/);
  const workbook = await readFile(join(imports, "Rivers.xlsx"));
  const { content, skipped } = await parseImport(workbook, { from: 1, take: 1000 });
  expect(content.questions.map(({ kind }) => kind)).toEqual(["single", "truefalse", "numeric"]);
  expect(skipped).toEqual([]);
});

test("the tour for integrators runs as printed, and each reply is as it shows it", async () => {
  const blocks = blocksOf("docs/tour.md");
  const steps = blocks.filter(({ language }) => language === "sh");
  // A separator after the output of each step.
  const { stdout } = await run(steps.map(({ text }) => `${text}\nprintf '\\036'\n`).join(""));
  const outputs = stdout.split("\x1e").map((output) => output.trim());
  let step = -1;
  for (const { language, text } of blocks) {
    if (language === "sh") step++;
    else if (language === "json") {
      const reply = { step: steps[step]!.text, reply: JSON.parse(outputs[step]!) };
      expect(reply).toEqual({ ...reply, reply: likeShown(JSON.parse(text)) });
    } else expect(outputs[step]).toBe(text.trim());
  }
  expect(blocks.filter(({ language }) => language === "json").length).toBeGreaterThan(15);
}, 120_000);
