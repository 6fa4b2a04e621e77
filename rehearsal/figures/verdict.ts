import type { Report } from "./report.ts";

export interface Verdict {
  isFine: boolean;
  /** One line: fine, or why not. */
  text: string;
  /** What the reader should know besides. */
  warnings: string[];
}

/** A program whose event loop is later than this blurs the times that it measures, in ms. */
const LATE_LOOP_MS = 100;

/** Whether the servers did well, and if not, what was wrong. */
export function verdictOf(report: Report): Verdict {
  const faults = [
    ...earlyEnd(report),
    ...playerFaults(report),
    ...answerFaults(report),
    ...bookFaults(report),
    ...timeFaults(report),
  ];
  return {
    isFine: faults.length === 0,
    text: faults.length === 0 ? `fine: ${praise(report)}` : `not fine: ${faults.join("; ")}`,
    warnings: warningsOf(report, faults.length > 0),
  };
}

function praise({ players, answers, books }: Report): string {
  const counted = books.isChecked
    ? "every acknowledged answer is in the figures"
    : "the books were not checked";
  return `${number(players.joined)} players, ${number(answers.counted)} answers, and ${counted}.`;
}

function earlyEnd({ early }: Report): string[] {
  if (early === undefined) return [];
  if (early === "interrupted") return ["it was ended by hand before its end"];
  if (early === "out of time") return ["it was not over within its time (--minutes)"];
  return [early.error.replace(/\.$/, "")];
}

function playerFaults({ players, early }: Report): string[] {
  const missing = players.wanted - players.joined;
  // Whoever ends it by hand keeps players out.
  if (missing <= 0 || early === "interrupted") return [];
  return [`${number(missing)} of ${number(players.wanted)} players did not get in`];
}

function answerFaults({ answers, players, early }: Report): string[] {
  const surprises = Object.values(answers.refused).reduce((sum, count) => sum + count, 0);
  return [
    ...(players.joined > 0 && answers.sent === 0 && early === undefined ? ["no answer was sent"] : []),
    ...(surprises > 0 ? [`${number(surprises)} answers were refused unexpectedly`] : []),
    ...(answers.countedLate > 0
      ? [`${number(answers.countedLate)} answers counted although they were sent after the close`]
      : []),
    ...(answers.unsettled > 0 ? [`${number(answers.unsettled)} answers got no verdict`] : []),
  ];
}

function bookFaults({ books }: Report): string[] {
  if (!books.isChecked) return [];
  const wrong = books.lines.filter(({ agrees }) => !agrees).map(({ no }) => no);
  return [
    ...(books.isBalanced ? [] : ["the server's books do not balance"]),
    ...(wrong.length === 0
      ? []
      : [`the figures do not have what was acknowledged (question ${wrong.join(", ")})`]),
  ];
}

function timeFaults({ acknowledgementMs, delivery, options }: Report): string[] {
  return [
    ...(acknowledgementMs.p99 > options.maxAckMs
      ? [
          `answers were confirmed slowly (p99 ${ms(acknowledgementMs.p99)}, --max-ack ${ms(options.maxAckMs)})`,
        ]
      : []),
    ...(delivery && delivery.toP99 > options.maxSkewMs
      ? [`questions arrived unevenly (p99 ${ms(delivery.toP99)}, --max-skew ${ms(options.maxSkewMs)})`]
      : []),
  ];
}

function warningsOf({ tool, connections, books, notes, players }: Report, hasFaults: boolean): string[] {
  const broken = Object.values(connections.broken).reduce((sum, count) => sum + count, 0);
  return [
    ...(tool.loopDelayP99Ms > LATE_LOOP_MS
      ? [
          `This program itself was late: p99 ${ms(tool.loopDelayP99Ms)}, at most ${ms(tool.loopDelayMaxMs)}. The times above contain that${
            hasFaults ? ", and may be the fault of this machine and not of the servers" : ""
          }. Take fewer players, a faster machine, or several machines with --code.`,
        ]
      : []),
    ...(broken > 0
      ? [`${number(broken)} requests got no reply although this program left their connections alone.`]
      : []),
    ...(connections.returns > 0
      ? [`${number(connections.returns)} event streams broke that this program left alone; they came back.`]
      : []),
    ...(players.removed > 0 ? [`The host removed ${number(players.removed)} of the players.`] : []),
    ...(books.isChecked ? [] : [books.why]),
    ...notes,
  ];
}

export function number(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}

/** A duration: whole ms, or seconds from ten seconds on. */
export function ms(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 10_000)
    return `${(value / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} s`;
  return `${number(value)} ms`;
}
