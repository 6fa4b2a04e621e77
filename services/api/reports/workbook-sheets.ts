import type { AnswersPage } from "../../../platform/contracts/answers.ts";
import { keyOf, optionTexts } from "../../../platform/domain/question.ts";
import { answerText, keyText } from "../../../platform/domain/shown-answer.ts";
import type { Correction, Place, ReportQuestion } from "../../../platform/domain/stats.ts";
import type { Cell } from "../../../platform/xlsx/cells.ts";
import type { Column } from "../../../platform/xlsx/parts.ts";
import type { Sheet } from "../../../platform/xlsx/workbook-writer.ts";
import { answerRows } from "./answer-rows.ts";
import type { WorkbookReport } from "./workbook-report.ts";

/** The sheets of a report's workbook. All times are in UTC. */

/** What a player has done; by player number. */
export type PlayerTotals = Map<number, { answered: number; right: number }>;

const column = (heading: string, width: number): Column => ({ heading, width });
const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms));

export const SUMMARY: Sheet = {
  name: "Summary",
  position: 1,
  hasHeadings: false,
  columns: [column("", 28), column("", 40), column("", 40), column("", 24), column("", 40), column("", 40)],
};

export function summaryRows(workbook: WorkbookReport): Cell[][] {
  const { report } = workbook;
  const history = report.history.map((correction) => historyRow(workbook, correction));
  return [
    ["Title", workbook.title],
    ["Code", workbook.code],
    ["Pace", workbook.pace],
    ["Scoring", workbook.scoring],
    ["State", workbook.state],
    ["Opened (UTC)", timeOf(workbook.openedAt)],
    ["Ended (UTC)", timeOf(workbook.endedAt)],
    ["Figures as of (UTC)", new Date(report.asOf)],
    ["Written (UTC)", new Date(workbook.writtenAt)],
    ["Players", report.players],
    ["Questions", workbook.questions.length],
    ["Reliability (KR-20)", report.reliability],
    ["Corrections", history.length],
    ...(history.length > 0
      ? [[], ["Correction", "Question", "Reason", "Time (UTC)", "Key before", "Key after"], ...history]
      : []),
  ];
}

function historyRow(
  { questions }: WorkbookReport,
  { kind, question, reason, at, from, to }: Correction,
): Cell[] {
  const asked = questions[question - 1]!;
  const name = kind === "void" ? "voided" : "another key";
  return [name, question, reason, new Date(at), from && keyText(asked, from), to && keyText(asked, to)];
}

/** Has the columns of as many options, or frequent values, as any question has. */
export function questionsSheet({ report }: WorkbookReport): Sheet {
  const most = Math.max(
    0,
    ...report.questions.map(({ options, stats }) => options.length || (stats.values?.length ?? 0)),
  );
  const choices = Array.from({ length: most }, (_, index) => [
    column(`Answer ${index + 1}`, 24),
    column(`Count ${index + 1}`, 10),
    column(`Share ${index + 1}`, 10),
  ]);
  const columns = [
    column("Question", 10),
    column("Text", 50),
    column("Kind", 12),
    column("Voided", 10),
    column("Key", 24),
    column("Attempts", 10),
    column("Facility", 10),
    column("Discrimination", 14),
    column("Mean time (ms)", 14),
    column("Median time (ms)", 16),
    ...choices.flat(),
  ];
  return { name: "Questions", position: 2, columns };
}

export function questionRows({ report, questions, keys }: WorkbookReport): Cell[][] {
  return report.questions.map((entry) => {
    const question = questions[entry.no - 1]!;
    const { stats } = entry;
    return [
      entry.no,
      entry.text,
      question.kind,
      entry.voided,
      keyText(question, keys[entry.no] ?? keyOf(question)),
      stats.attempts,
      entry.facility,
      entry.discrimination,
      stats.elapsedMs?.mean,
      stats.elapsedMs?.p50,
      ...choiceCells(entry, optionTexts(question)),
    ];
  });
}

function choiceCells({ options, stats }: ReportQuestion, texts: string[]): Cell[] {
  if (options.length > 0) return options.flatMap(({ id, count, share }) => [texts[id], count, share]);
  return (stats.values ?? []).flatMap(({ value, count }) => [value, count, count / stats.attempts]);
}

export const PLAYERS: Sheet = {
  name: "Players",
  position: 3,
  columns: [
    column("Rank", 10),
    column("Player", 10),
    column("Nickname", 28),
    column("Points", 10),
    column("Right answers", 14),
    column("Answers", 10),
    column("Time of right answers (ms)", 24),
  ],
};

export async function* playerRows(
  pages: Iterable<readonly Place[]>,
  totals: PlayerTotals,
): AsyncGenerator<Cell[][]> {
  for (const page of pages) {
    yield page.map(({ rank, playerNo, nickname, points, elapsedMs }) => {
      const { answered, right } = totals.get(playerNo) ?? { answered: 0, right: 0 };
      return [rank, playerNo, nickname, points, right, answered, elapsedMs];
    });
  }
}

export const ANSWERS: Sheet = {
  name: "Answers",
  position: 4,
  columns: [
    column("Player", 10),
    column("Nickname", 28),
    column("Question", 10),
    column("Text", 50),
    column("Answer", 40),
    column("Right", 10),
    column("Points", 10),
    column("Time (ms)", 10),
    column("Received (UTC)", 24),
  ],
};

/** One row per answer. It counts each player's answers to questions that are not voided in `totals`. */
export async function* answerSheetRows(
  { questions, voided }: WorkbookReport,
  pages: AsyncIterable<AnswersPage>,
  totals: PlayerTotals,
): AsyncGenerator<Cell[][]> {
  for await (const page of pages) {
    const rows: Cell[][] = [];
    for (const row of answerRows(page, voided)) {
      const question = questions[row.question - 1]!;
      if (!voided.includes(row.question)) {
        const total = totals.getOrInsertComputed(row.playerNo, () => ({ answered: 0, right: 0 }));
        total.answered++;
        if (row.correct) total.right++;
      }
      rows.push([
        row.playerNo,
        row.nickname,
        row.question,
        question.text,
        answerText(question, row.answer),
        row.correct,
        row.points,
        row.elapsedMs,
        new Date(row.receivedAt),
      ]);
    }
    yield rows;
  }
}
