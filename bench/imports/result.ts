import { readFile, writeFile } from "node:fs/promises";
import type { ImportFormat } from "../../platform/domain/quiz-formats.ts";
import type { MachineInfo } from "../measuring/machine.ts";
import { type Spread, spreadText } from "../measuring/spread.ts";
import { RESULTS } from "../report/results.ts";
import type { AnswersBeside } from "./answers-beside.ts";
import type { ThreadCost } from "./thread-cost.ts";

/** What an ordinary file costs. */
export interface OrdinaryCost {
  format: ImportFormat;
  /** A file of 1,000 questions: ms until it is read, with the time to load what only this format needs. */
  small: { ms: Spread; cpuMs: Spread };
  /** A file as large as it may be. */
  large: { questions: number; ms: Spread; cpuMs: Spread; mib: Spread; cpuMsPer1000: Spread; toJson: Spread };
}

export interface ExportCost {
  format: string;
  ms: number;
  mib: number;
  /** Undefined if it is refused. */
  replyMiB: number;
  refused?: string | undefined;
}

export interface HostileCost extends Omit<ThreadCost, "questions" | "refused"> {
  format: string;
  name: string;
  outcome: string;
}

export interface ImportsResult {
  ordinary: OrdinaryCost[];
  exports: ExportCost[];
  hostile: HostileCost[];
  beside: AnswersBeside;
  machine: MachineInfo;
}

const FILE = new URL("imports.json", RESULTS);
/** The bounds of every hostile file. */
export const MAX_MS = 2000;
export const MAX_MIB = 256;

export async function saveImports(result: ImportsResult): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(result, null, 2)}\n`);
}

/** The saved result; undefined if there is none. */
export async function loadImports(): Promise<ImportsResult | undefined> {
  const text = await readFile(FILE, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ImportsResult);
}

/** The section of bench/README.md. */
export function importsSection({ ordinary, exports, hostile, beside, machine }: ImportsResult): string {
  return [
    "### Imports",
    "",
    "Ordinary files, read in a new thread. CPU time is that of all threads of the process; memory is the peak of the process, above its memory before.",
    "",
    table(
      [
        "format",
        "1,000 questions, ms",
        "4 MiB: questions",
        "ms",
        "MiB",
        "ms of CPU per 1,000 questions",
        "the same / JSON",
      ],
      ordinary.map(({ format, small, large }) => [
        format,
        spreadText(small.ms, 0),
        large.questions.toLocaleString("en"),
        spreadText(large.ms, 0),
        spreadText(large.mib, 0),
        spreadText(large.cpuMsPer1000, 1),
        spreadText(large.toJson, 2),
      ]),
    ),
    "",
    "A quiz of 1,000 questions that is nearly as large as one may be, as a file:",
    "",
    table(
      ["format", "ms", "MiB", "reply between services, MiB"],
      exports.map(({ format, ms, mib, replyMiB, refused }) => [
        format,
        whole(ms),
        whole(mib),
        refused ?? replyMiB.toFixed(1),
      ]),
    ),
    "",
    `Hostile files (\`imports/hostile/\`), each in a new thread. Bounds: ${MAX_MS / 1000} s, ${MAX_MIB} MiB. The table has the ${SHOWN} that took the most time or memory of ${hostile.length}; \`results/imports.json\` has all.`,
    "",
    table(
      ["format", "file", "outcome", "ms", "MiB", "longest pause of the event loop, ms"],
      worst(hostile).map(({ format, name, outcome, ms, mib, pauseMs }) => [
        format,
        name.replaceAll("|", "\\|").replaceAll("<", "&lt;"),
        outcome,
        whole(ms),
        whole(mib),
        whole(pauseMs),
      ]),
    ),
    "",
    `Answers at ${beside.perSecond.toLocaleString("en")} per second to one node, while a host imports hostile and large files one after another (${importsText(beside)}):`,
    "",
    table(
      ["ms to the reply", "without imports", "with imports", "with / without"],
      (["p50", "p99"] as const).map((share) => [
        share,
        spreadText(beside.without[share], 1),
        spreadText(beside.with[share], 1),
        spreadText(beside.ratio[share], 2),
      ]),
    ),
    "",
    `\`npm run bench:imports\`, ${machine.cores} cores of ${machine.cpu}, commit ${machine.commit}, ${machine.date.slice(0, 10)}, load average ${machine.loadAverage}.`,
  ].join("\n");
}

const SHOWN = 20;

/** By the larger of both shares of the bounds. */
function worst(hostile: readonly HostileCost[]): HostileCost[] {
  const share = ({ ms, mib }: HostileCost) => Math.max(ms / MAX_MS, mib / MAX_MIB);
  return hostile.toSorted((one, other) => share(other) - share(one)).slice(0, SHOWN);
}

function importsText({ imports }: AnswersBeside): string {
  return Object.entries(imports)
    .map(([status, count]) => `${count} with ${status}`)
    .join(", ");
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
