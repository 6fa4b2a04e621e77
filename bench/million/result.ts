import { readFile, writeFile } from "node:fs/promises";
import type { MachineInfo } from "../measuring/machine.ts";
import { RESULTS } from "../report/results.ts";
import type { PhaseOutcome } from "./crowd.ts";
import { formatDuration } from "./duration.ts";
import type { Verification } from "./verify.ts";

export interface PhaseResult extends PhaseOutcome {
  name: string;
  requests: number;
}

export interface MillionResult {
  players: number;
  questions: number;
  phases: PhaseResult[];
  verification: Verification & { seconds: number };
  /** By part of the cluster. Memory that several processes share counts once. */
  maxMemoryMiB: Record<string, number>;
  /** From the start of the servers to the end of the verification. */
  seconds: number;
  settings: Record<string, string>;
  machine: MachineInfo;
}

const FILE = new URL("million.json", RESULTS);

export async function saveMillion(result: MillionResult): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(result, null, 2)}\n`);
}

/** The saved result; undefined if there is none. */
export async function loadMillion(): Promise<MillionResult | undefined> {
  const text = await readFile(FILE, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as MillionResult);
}

/** The section of bench/README.md. */
export function millionSection(result: MillionResult): string {
  const { players, phases, verification, maxMemoryMiB, seconds, machine } = result;
  const count = (value: number) => Math.round(value).toLocaleString("en");
  return [
    `### One session with ${count(players)} players`,
    "",
    `The game took ${formatDuration(seconds)} on ${machine.cores} cores and ${machine.memoryGiB} GiB, which the load generator shared. At the end the table had ${count(verification.rows)} answers, each once. The stats equalled a recount of the table, and the first ${verification.places} places of the leaderboard equalled a sort.`,
    "",
    "| phase | requests | time | per second | retries after 429 or 503 |",
    "| --- | --- | --- | --- | --- |",
    ...phases.map(
      (phase) =>
        `| ${phase.name} | ${count(phase.requests)} | ${formatDuration(phase.seconds)} | ${count(phase.perSecond)} | ${count(phase.retries)} |`,
    ),
    "",
    "| process | max memory at the end of a phase, MiB |",
    "| --- | --- |",
    ...Object.entries(maxMemoryMiB).map(([part, maxMiB]) => `| ${part} | ${count(maxMiB)} |`),
    "",
    `\`${commandOf(players)}\`, ${machine.cores} cores of ${machine.cpu}, commit ${machine.commit}, ${machine.date.slice(0, 10)}.`,
  ].join("\n");
}

function commandOf(players: number): string {
  return players === 1_000_000
    ? "npm run bench:million"
    : `npm run bench:million -- --players ${players} --keep`;
}
