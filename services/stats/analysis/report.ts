import type { Correction, Report, ReportQuestion, Snapshot } from "../../../platform/contracts/contracts.ts";
import type { Question } from "../../../platform/domain/quiz.ts";
import { isClosed, openedWindows, type SessionRecord } from "../../../platform/domain/session.ts";
import { shapeOf } from "../board/question-shape.ts";
import type { Analysis } from "../worker/board.worker.ts";
import { noFigures } from "./question-stats.ts";

/** What a report is put together from; `snapshot` and `analysis` are of one moment. */
export interface Findings {
  session: SessionRecord;
  questions: readonly Question[];
  snapshot: Snapshot;
  analysis: Analysis;
  history: Correction[];
}

/** All of a report but where its table is. */
export function reportOf(findings: Findings): Omit<Report, "table"> {
  const { questions, snapshot, analysis, history } = findings;
  return {
    players: analysis.places.players.length,
    questions: questions.map((question, index) => reportQuestion(findings, question, index + 1)),
    reliability: analysis.reliability,
    scores: snapshot.leaderboards.full.scores,
    asOf: snapshot.asOf,
    history,
  };
}

/** The questions over which reliability is computed: opened, not void, and no polls. */
export function itemsCounted(session: SessionRecord, questions: readonly { isPoll: boolean }[]): number[] {
  return openedWindows(session, session.asOf)
    .map((window) => window.question)
    .filter((no) => !session.voided.includes(no) && questions[no - 1]?.isPoll === false);
}

function reportQuestion(findings: Findings, question: Question, no: number): ReportQuestion {
  const { session, snapshot, analysis } = findings;
  const stats = snapshot.questions.find((figures) => figures.question === no) ?? {
    ...noFigures(no, shapeOf(question)),
    asOf: snapshot.asOf,
    final: isClosed(session, no),
  };
  const item = analysis.items.find((one) => one.question === no);
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
