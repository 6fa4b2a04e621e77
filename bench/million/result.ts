import { readFile, writeFile } from "node:fs/promises";
import type { Circumstances } from "../measuring/machine.ts";
import { RESULTS } from "../report/results.ts";
import type { StageOutcome } from "./crowd.ts";
import { formatDuration } from "./duration.ts";
import type { Proof } from "./verify.ts";

export interface StageResult extends StageOutcome {
  name: string;
  requests: number;
}

export interface MillionResult {
  players: number;
  questions: number;
  stages: StageResult[];
  proof: Proof & { seconds: number };
  /** By kind of process; what several processes share is counted once. */
  mostMemoryMiB: Record<string, number>;
  /** From the start of the servers to the end of the proof. */
  seconds: number;
  settings: Record<string, string>;
  circumstances: Circumstances;
}

const FILE = new URL("million.json", RESULTS);

export async function keepMillion(result: MillionResult): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(result, null, 2)}\n`);
}

/** The last run that was kept; undefined where none was. */
export async function keptMillion(): Promise<MillionResult | undefined> {
  const text = await readFile(FILE, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as MillionResult);
}

/** As it stands in bench/README.md. */
export function millionSection(result: MillionResult): string {
  const { players, stages, proof, mostMemoryMiB, seconds, circumstances } = result;
  const count = (value: number) => Math.round(value).toLocaleString("en");
  return [
    `### One session with ${count(players)} players`,
    "",
    `All in ${formatDuration(seconds)} on ${circumstances.cores} cores and ${circumstances.memoryGiB} GiB, the load generator among them. At the end ${count(proof.rows)} answers were in the table, each once; the figures equalled a recount, and the first ${proof.places} places a sort.`,
    "",
    "| stage | requests | time | a second | turned away and sent again |",
    "| --- | --- | --- | --- | --- |",
    ...stages.map(
      (stage) =>
        `| ${stage.name} | ${count(stage.requests)} | ${formatDuration(stage.seconds)} | ${count(stage.perSecond)} | ${count(stage.again)} |`,
    ),
    "",
    "| process | the most memory seen as a stage ended, MiB |",
    "| --- | --- |",
    ...Object.entries(mostMemoryMiB).map(([part, most]) => `| ${part} | ${count(most)} |`),
    "",
    `\`${commandOf(players)}\`, ${circumstances.cores} cores of ${circumstances.cpu}, commit ${circumstances.commit}, ${circumstances.date.slice(0, 10)}.`,
  ].join("\n");
}

function commandOf(players: number): string {
  return players === 1_000_000
    ? "npm run bench:million"
    : `npm run bench:million -- --players ${players} --keep`;
}
