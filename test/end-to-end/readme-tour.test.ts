import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseImport } from "../../services/quiz/importing/import.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { freshFolder } from "../harness/fresh-folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let deployment: StandaloneNode;

beforeAll(async () => {
  deployment = await startStandalone({ AUTH_SECRET: "one secret for the node and for the tour's tokens" });
}, 120_000);

afterAll(() => deployment?.stop());

/** The first commands of a section of the README, as printed. */
async function commandsOf(heading: string): Promise<string> {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const section = readme.slice(readme.indexOf(heading), readme.indexOf("## How it is built"));
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

/** Runs the tour and returns what it wrote. */
async function runTour(): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)("bash", ["-eu", "-o", "pipefail", "-c", await commandsOf("## A tour")], {
    cwd: ROOT,
    env: {
      ...process.env,
      BASE: deployment.baseUrls[0],
      AUTH_SECRET: "one secret for the node and for the tour's tokens",
    },
  });
}

/** The tour waits two seconds for the stats. A busy machine can take longer, so the tour may be repeated. */
const MAX_ATTEMPTS = 3;
const STATS = /"options":\[\{"id":0,"count":1,"share":0.5\},\{"id":1,"count":1,"share":0.5\}/;

test("the README's tour runs as printed and shows what it says", async () => {
  let { stdout, stderr } = await runTour();
  for (let attempts = 1; attempts < MAX_ATTEMPTS && !STATS.test(stdout); attempts++)
    ({ stdout, stderr } = await runTour());
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

const imports = freshFolder();

test("the README's import and export run as printed", async () => {
  const getter = /^get\(\) .*$/m.exec(await commandsOf("## A tour"))![0];
  const commands = `${getter}\n${await commandsOf("### Bring your own quizzes")}`;
  const { stdout } = await promisify(execFile)("bash", ["-eu", "-o", "pipefail", "-c", commands], {
    cwd: imports,
    env: {
      ...process.env,
      BASE: deployment.baseUrls[0],
      HOST: `Authorization: Bearer ${deployment.hostToken("Ann")}`,
    },
  });
  expect(stdout).toMatch(/^3\n\[\]\n/);
  const workbook = await readFile(join(imports, "Rivers.xlsx"));
  const { content, skipped } = await parseImport(workbook, { from: 1, take: 1000 });
  expect(content.questions.map(({ kind }) => kind)).toEqual(["single", "truefalse", "numeric"]);
  expect(skipped).toEqual([]);
});
