import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let deployment: StandaloneNode;

beforeAll(async () => {
  deployment = await startStandalone({ AUTH_SECRET: "the same for the node and for who mints a token" });
}, 120_000);

afterAll(() => deployment?.stop());

/** The commands of the README's tour, as printed. */
async function tour(): Promise<string> {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const section = readme.slice(readme.indexOf("## A tour"), readme.indexOf("## How it is built"));
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

/** Runs the tour; what it printed, and what it wrote to its standard error. */
async function shownByTour(): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)("bash", ["-eu", "-o", "pipefail", "-c", await tour()], {
    cwd: ROOT,
    env: {
      ...process.env,
      BASE: deployment.baseUrls[0],
      AUTH_SECRET: "the same for the node and for who mints a token",
    },
  });
}

/** It waits for two seconds, as a person does; a machine may pause for as long: then once more. */
const MOST_TRIES = 3;
const FIGURES = /"options":\[\{"id":0,"count":1,"share":0.5\},\{"id":1,"count":1,"share":0.5\}/;

test("the README's tour runs as printed and shows what it says", async () => {
  let { stdout, stderr } = await shownByTour();
  for (let tries = 1; tries < MOST_TRIES && !FIGURES.test(stdout); tries++)
    ({ stdout, stderr } = await shownByTour());
  expect(stderr).not.toMatch(/error/i);
  const shown = stdout.replaceAll("}{", "}\n{");
  expect(shown).toMatch(/"status":"accepted","question":1/);
  expect(shown).toMatch(/\{"question":1,"attempts":\d,"asOf":"[^"]+","final":false\}/);
  expect(shown).toMatch(FIGURES);
  expect(shown).toMatch(/"correct":\[1\]/);
  expect(shown).toMatch(/"playerNo":1,"nickname":"Bo","answered":1/);
  expect(shown).toMatch(/rank,playerNo,nickname,points,elapsedMs/);
  expect(shown).not.toMatch(/"code":[45]\d\d/);
}, 120_000);
