import { countedOptions, kindOf, type Question } from "../../../platform/domain/question.ts";
import { isClosed, openedWindows, type SessionRecord } from "../../../platform/domain/session.ts";
import {
  type Correction,
  emptyQuestionStats,
  type Report,
  type ReportQuestion,
  type Snapshot,
} from "../../../platform/domain/stats.ts";
import type { BoardAnalysis } from "./board-analysis.ts";

/** All parts of a report. `snapshot` and `analysis` must belong to the same moment. */
export interface ReportInput {
  session: SessionRecord;
  questions: readonly Question[];
  snapshot: Snapshot;
  analysis: BoardAnalysis;
  history: Correction[];
}

/** The complete report, except for the location of its table. */
export function buildReport(input: ReportInput): Omit<Report, "table"> {
  const { questions, snapshot, analysis, history } = input;
  return {
    players: analysis.places.players.length,
    questions: questions.map((question, index) => reportQuestion(input, question, index + 1)),
    reliability: analysis.reliability,
    scores: snapshot.leaderboards.full.scores,
    asOf: snapshot.asOf,
    history,
  };
}

/** The questions over which reliability is computed: those that have opened, are not voided and not polls. */
export function reliabilityItems(
  session: SessionRecord,
  questions: readonly { isUnscored: boolean }[],
): number[] {
  return openedWindows(session, session.asOf)
    .map((window) => window.question)
    .filter((no) => !session.voided.includes(no) && questions[no - 1]?.isUnscored === false);
}

function reportQuestion(input: ReportInput, question: Question, no: number): ReportQuestion {
  const { session, snapshot, analysis } = input;
  const stats = snapshot.questions.find((entry) => entry.question === no) ?? {
    ...emptyQuestionStats(no, countedOptions(question), kindOf(question).tally === "options"),
    asOf: snapshot.asOf,
    final: isClosed(session, no),
  };
  const item = analysis.items.find((entry) => entry.question === no);
  return {
    no,
    text: question.text,
    stats,
    facility: item?.facility ?? null,
    discrimination: item?.discrimination ?? null,
    options: (stats.options ?? []).map((option) => ({
      ...option,
      meanRest: item?.options[option.id]?.meanRest ?? null,
      discrimination: item?.options[option.id]?.discrimination ?? null,
    })),
    voided: session.voided.includes(no),
  };
}
