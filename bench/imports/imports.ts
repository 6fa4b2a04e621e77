import { exportFormatSchema } from "../../platform/domain/quiz-formats.ts";
import type { OnProgress } from "../measuring/benchmark.ts";
import { ratio } from "../measuring/interleaved.ts";
import { machineInfo } from "../measuring/machine.ts";
import { spreadOf } from "../measuring/spread.ts";
import { writeReport } from "../report/report.ts";
import { answersBeside } from "./answers-beside.ts";
import { HOSTILE_FILES } from "./hostile-files.ts";
import { FORMATS, largestFile, largestQuiz, ordinaryFile } from "./ordinary-files.ts";
import {
  type ExportCost,
  type HostileCost,
  importsSection,
  MAX_MIB,
  MAX_MS,
  type OrdinaryCost,
  saveImports,
} from "./result.ts";
import { endThreadCosts, type ThreadCost, threadCost } from "./thread-cost.ts";

/**
 * `npm run bench:imports`: what files cost that hosts import: ordinary ones, hostile ones, and what the answers of
 * players wait for meanwhile. It takes about three minutes on a quiet machine. It exits with 1 if a hostile file is out of bounds.
 */

const ROUNDS = 3;
const SMALL = 1000;

async function ordinaryCosts(onProgress: OnProgress): Promise<OrdinaryCost[]> {
  const files = new Map<string, { small: Buffer; large: Buffer; questions: number }>();
  for (const format of FORMATS) {
    const { bytes, questions } = await largestFile(format);
    files.set(format, { small: await ordinaryFile(format, SMALL), large: bytes, questions });
  }
  const costs = new Map(
    FORMATS.map((format) => [format, { small: [] as ThreadCost[], large: [] as ThreadCost[] }]),
  );
  for (let round = 0; round < ROUNDS; round++) {
    onProgress(`ordinary files, round ${round + 1} of ${ROUNDS}`);
    for (const format of FORMATS) {
      for (const size of ["small", "large"] as const) {
        const cost = await threadCost({ bytes: files.get(format)![size], format });
        if (cost.questions !== SMALL)
          throw new Error(`${format}, ${size}: ${cost.refused ?? cost.questions}`);
        costs.get(format)![size].push(cost);
      }
    }
  }
  const perThousand = (format: (typeof FORMATS)[number]) =>
    spreadOf(costs.get(format)!.large.map(({ cpuMs }) => (cpuMs / files.get(format)!.questions) * 1000));
  return FORMATS.map((format) => {
    const { small, large } = costs.get(format)!;
    return {
      format,
      small: { ms: spreadOf(small.map(({ ms }) => ms)), cpuMs: spreadOf(small.map(({ cpuMs }) => cpuMs)) },
      large: {
        questions: files.get(format)!.questions,
        ms: spreadOf(large.map(({ ms }) => ms)),
        cpuMs: spreadOf(large.map(({ cpuMs }) => cpuMs)),
        mib: spreadOf(large.map(({ mib }) => mib)),
        cpuMsPer1000: perThousand(format),
        toJson: ratio(perThousand(format), perThousand("json")),
      },
    };
  });
}

async function exportCosts(onProgress: OnProgress): Promise<ExportCost[]> {
  onProgress("exports");
  const json = largestQuiz();
  const costs: ExportCost[] = [];
  for (const format of exportFormatSchema.options) {
    const { ms, mib, replyBytes, refused } = await threadCost({ json, format });
    costs.push({ format, ms, mib, replyMiB: replyBytes / 2 ** 20, refused });
  }
  return costs;
}

async function hostileCosts(onProgress: OnProgress): Promise<HostileCost[]> {
  const costs: HostileCost[] = [];
  for (const [format = "detected", files] of Map.groupBy(HOSTILE_FILES, (file) => file.format)) {
    onProgress(`hostile files: ${format}`);
    for (const file of files) {
      const { questions, refused, ...cost } = await threadCost({
        bytes: file.bytes(),
        format: file.format,
      });
      const outcome = refused === undefined ? `read: ${questions}` : "refused";
      costs.push({ format, name: file.name, outcome, ...cost });
    }
  }
  return costs;
}

function outOfBounds(costs: readonly HostileCost[]): string[] {
  return costs
    .filter(({ ms, mib, isWhole }) => ms > MAX_MS || mib > MAX_MIB || !isWhole)
    .map(({ format, name, ms, mib, isWhole }) => {
      const after = isWhole ? "" : ", and the next file could not be read";
      return `${format}, ${name}: ${Math.round(ms)} ms, ${Math.round(mib)} MiB${after}`;
    });
}

/** Large files of every format, and the hostile files that take the most. */
async function filesBeside(costs: readonly HostileCost[]): Promise<Buffer[]> {
  const slow = costs.toSorted((one, other) => other.cpuMs - one.cpuMs).slice(0, FORMATS.length);
  const hostile = HOSTILE_FILES.filter(({ name, format = "detected" }) =>
    slow.some((cost) => cost.name === name && cost.format === format),
  );
  const large = await Promise.all(FORMATS.map(largestFile));
  // In turns: a round is too short for all of them.
  return large.flatMap(({ bytes }, index) => [bytes, hostile[index]!.bytes()]);
}

async function main(): Promise<void> {
  const startedAt = Date.now();
  const onProgress = (step: string) =>
    console.error(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(3)} s  ${step}`);
  const hostile = await hostileCosts(onProgress);
  const ordinary = await ordinaryCosts(onProgress);
  const exports = await exportCosts(onProgress);
  await endThreadCosts();
  const beside = await answersBeside(await filesBeside(hostile), onProgress);
  const result = { ordinary, exports, hostile, beside, machine: machineInfo() };
  await saveImports(result);
  await writeReport();
  console.log(importsSection(result));
  const problems = outOfBounds(hostile);
  for (const problem of problems) console.error(`Out of bounds: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

// process.exit runs the exit handlers, which kill the servers.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await main();
