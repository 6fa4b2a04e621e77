import type { Skew } from "../figures/deliveries.ts";
import type { Percentiles } from "../figures/percentiles.ts";
import type { Report } from "../figures/report.ts";
import { ms, number, type Verdict } from "../figures/verdict.ts";
import { clockText } from "./progress.ts";
import { table } from "./table.ts";

/** The report for people, as it is printed at the end. The verdict is its last line. */
export function reportText(report: Report, verdict: Verdict): string {
  const sections = [
    heading(report),
    players(report),
    answers(report),
    acknowledgement(report),
    delivery(report),
    connections(report),
    books(report),
    tool(report),
    ...verdict.warnings.map((warning) => `Note: ${warning}`),
    `Verdict: ${verdict.text}`,
  ];
  return sections.join("\n\n");
}

function heading({ server, isOwnServer, seconds, options }: Report): string {
  const percent = (share: number) => `${number(share * 100)}%`;
  return [
    `Rehearsal with ${number(options.players)} players at ${server}${isOwnServer ? ", a server of its own" : ""}`,
    `${clockText(seconds)} minutes; wrong ${percent(options.wrong)}, late ${percent(options.late)}, lost connections ${percent(options.lost)}; seed ${options.seed}`,
  ].join("\n");
}

function players({ players: { wanted, joined, joinMs, refused, open } }: Report): string {
  return section("Players", [
    ["joined", `${number(joined)} of ${number(wanted)}`],
    ["a join took", spread(joinMs)],
    ...reasons("not let in", refused),
    ...(open > 0 ? [["no reply to the join", number(open)]] : []),
  ]);
}

function answers({ answers, connections }: Report): string {
  const {
    sent,
    counted,
    keptFirst,
    refusedLate,
    refusedAfterMishap,
    refused,
    unsettled,
    notSent,
    countedLate,
  } = answers;
  return section("Answers", [
    ["sent", `${number(sent)}, and ${number(connections.retries)} repetitions`],
    [
      "acknowledged",
      `${number(counted)}${keptFirst > 0 ? `, of these ${number(keptFirst)} with a receipt first` : ""}`,
    ],
    ["refused as they must be", `${number(refusedLate)} sent after the close on purpose`],
    ...(refusedAfterMishap > 0
      ? [["", `${number(refusedAfterMishap)} too late because this program broke the connection`]]
      : []),
    ...reasons("refused unexpectedly", refused, "0"),
    ...(countedLate > 0 ? [["counted after the close", number(countedLate)]] : []),
    ["never a verdict", number(unsettled)],
    ["not sent", `${number(notSent)} thought for too long`],
  ]);
}

function acknowledgement({ acknowledgementMs, acknowledgementAfterMishapMs }: Report): string {
  return section('Acknowledgement: from "send" to "counted"', [
    ["undisturbed", spread(acknowledgementMs)],
    ...(acknowledgementAfterMishapMs.count > 0
      ? [["with a lost connection", spread(acknowledgementAfterMishapMs)]]
      : []),
  ]);
}

function delivery({ questions, delivery: all }: Report): string {
  const head = ["question", "players", "half", "99 of 100", "last", "first", "half", "99 of 100", "last"];
  const row = (name: string, skew: Skew | undefined) => {
    if (!skew) return [name, "0", ...Array.from({ length: 7 }, () => "–")];
    const { first, p50, p99, last } = skew.afterOpening;
    const times = [skew.toP50, skew.toP99, skew.toLast, first, p50, p99, last];
    return [name, number(skew.players), ...times.map((time) => number(time))];
  };
  const shown = questions.filter((question) => question.delivery);
  const away = questions.reduce((sum, { deliveredAfterCut }) => sum + deliveredAfterCut, 0);
  // In pace self all questions come as one quiz.
  const isQuiz = shown.length === 1 && questions.length > 1;
  const rows = shown.map((question) => row(isQuiz ? "quiz" : String(question.no), question.delivery));
  return [
    "Delivery of the questions, in ms: three times after the first player, four after the opening",
    table([head, ...rows, row("all", all)]),
    ...(away > 0
      ? [`  Left out: ${number(away)} times a player was away then because of this program, or joined later.`]
      : []),
  ].join("\n");
}

function connections({ connections: { mishaps, broken, returns, returnsAfterCut } }: Report): string {
  return section("Connections", [
    [
      "broken on purpose",
      `${number(mishaps["lost-reply"])} replies lost, ${number(mishaps.reset)} resets, ${number(mishaps.away)} times no network`,
    ],
    ...reasons("broken otherwise", broken, "0"),
    ["streams opened again", `${number(returnsAfterCut)} after such a break, ${number(returns)} otherwise`],
  ]);
}

function books({ books }: Report): string {
  if (!books.isChecked) return section("The books", [["not checked", books.why]]);
  const { audit, lines } = books;
  const received = `${number(audit.received)} received, ${number(audit.accepted)} accepted, ${number(audit.stored)} stored, ${number(audit.counted)} in the figures`;
  const off = lines.filter(({ agrees }) => !agrees);
  return section("The books", [
    ["balanced", `${books.isBalanced ? "yes" : "NO"}: ${received}`],
    ["acknowledged and in the figures", agreement(lines.length, off.length)],
    ...off.map(({ no, acknowledged, inFigures }) => [
      `question ${no}`,
      `${number(acknowledged)} acknowledged, ${number(inFigures)} in the figures`,
    ]),
  ]);
}

function agreement(questions: number, off: number): string {
  if (questions === 0) return "no question was played";
  return off === 0 ? "yes: the same for every question" : "NO";
}

function tool({
  tool: { cpuSeconds, cpuMsPerPlayer, memoryMiB, loopDelayP99Ms, loopDelayMaxMs },
}: Report): string {
  return section("This program itself", [
    ["CPU time", `${cpuSeconds.toFixed(1)} s, ${ms(cpuMsPerPlayer)} a player`],
    ["memory", `${number(memoryMiB)} MiB`],
    ["its own lateness", `p99 ${ms(loopDelayP99Ms)}, at most ${ms(loopDelayMaxMs)}`],
  ]);
}

function spread({ count, p50, p90, p99, max }: Percentiles): string {
  if (count === 0) return "none";
  return `p50 ${ms(p50)}, p90 ${ms(p90)}, p99 ${ms(p99)}, at most ${ms(max)} (${number(count)})`;
}

/** A row per reason, the most frequent first. @param none the row's text if there is none; without it no row */
function reasons(name: string, counts: Record<string, number>, none?: string): string[][] {
  const rows = Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count], index) => [index === 0 ? name : "", `${number(count)}: ${reason}`]);
  return rows.length === 0 && none !== undefined ? [[name, none]] : rows;
}

function section(title: string, rows: readonly string[][]): string {
  const width = Math.max(...rows.map(([name]) => name!.length));
  return [title, ...rows.map(([name, text]) => `  ${name!.padEnd(width)}  ${text}`)].join("\n");
}
