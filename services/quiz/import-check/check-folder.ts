import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type Expectation, expectationsSchema, type Judgement, judge } from "./expectations.ts";
import { type ImportOutcome, importFile } from "./import-file.ts";

const EXPECTED = "EXPECTED.json";
const MAX_REASONS = 3;

/**
 * Imports every file of a folder and of its subfolders, and compares the results with its EXPECTED.json, if it has one.
 *
 * @param print gets one line per file, and a summary at the end
 * @returns false if a result is not as expected, a file that EXPECTED.json names is missing, or the importer crashed
 */
export async function checkFolder(folder: string, print: (line: string) => void): Promise<boolean> {
  const paths = await filesOf(folder);
  const expected = paths.includes(EXPECTED) ? await readExpectations(join(folder, EXPECTED)) : {};
  const counts: Record<Judgement, number> = { ok: 0, wrong: 0, unjudged: 0 };
  for (const path of paths) {
    if (path === EXPECTED) continue;
    const bytes = await readFile(join(folder, path));
    const startedAt = performance.now();
    const outcome = await importFile(bytes);
    const ms = Math.round(performance.now() - startedAt);
    const judgement = judge(outcome, expected[path]);
    counts[judgement]++;
    print(`${path}: ${describeOutcome(outcome)}, ${ms} ms${describeJudgement(judgement, expected[path])}`);
  }
  for (const path of Object.keys(expected).filter((path) => !paths.includes(path))) {
    counts.wrong++;
    print(`${path}: missing - WRONG: ${EXPECTED} names it`);
  }
  print(`${counts.ok} as expected, ${counts.wrong} wrong, ${counts.unjudged} without an expectation`);
  return counts.wrong === 0;
}

/** Paths relative to the folder, with "/", sorted. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

async function readExpectations(file: string): Promise<Record<string, Expectation>> {
  return expectationsSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

function describeOutcome(outcome: ImportOutcome): string {
  if (outcome.kind !== "imported") return `${outcome.kind} (${outcome.reason})`;
  const { imported, skipped } = outcome;
  const reasons = skipped.slice(0, MAX_REASONS).map(({ line, reason }) => `line ${line}: ${reason}`);
  if (skipped.length > MAX_REASONS) reasons.push(`${skipped.length - MAX_REASONS} more`);
  return `imported ${imported}, skipped ${skipped.length}${reasons.length > 0 ? ` (${reasons.join("; ")})` : ""}`;
}

function describeJudgement(judgement: Judgement, expected: Expectation | undefined): string {
  switch (judgement) {
    case "ok":
      return " - as expected";
    case "unjudged":
      return "";
    case "wrong":
      return ` - WRONG${expected ? `: expected ${describeExpectation(expected)}` : ""}`;
  }
}

function describeExpectation(expected: Expectation): string {
  if ("refused" in expected) return "that it is refused";
  return `imported ${expected.imported}, skipped ${expected.skipped}`;
}
