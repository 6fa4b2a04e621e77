import type { HostedSession, Report } from "../../../client/src/types.ts";
import { optionLook } from "../../game/options.ts";
import { type HostQuestion, hostQuestion } from "../sessions/answer-key.ts";
import { theHost } from "../signed-in.ts";
import { say } from "./text.ts";

/** A session with more players is loaded only when the host asks for it. */
const MANY_PLAYERS = 20_000;

export interface LoadedReport {
  session: HostedSession;
  /** Undefined: it is long, and was not asked for. */
  report: Report | undefined;
  questions: HostQuestion[];
}

/** Reads a report and the questions of its quiz. @param evenLong also if the session has many players */
export async function loadReport(id: string, evenLong: boolean): Promise<LoadedReport> {
  const session = theHost().session(id);
  const state = await session.read();
  if (state.players > MANY_PLAYERS && !evenLong) return { session: state, report: undefined, questions: [] };
  const report = await session.report();
  return { session: report.session, report, questions: await questionsOf(state, report) };
}

/** The questions as they were played; only with the letters of their options if the quiz was changed or deleted since. */
async function questionsOf({ quizId, version }: HostedSession, report: Report): Promise<HostQuestion[]> {
  const quiz = await theHost()
    .getQuiz(quizId)
    .catch(() => undefined);
  if (quiz?.version === version)
    return quiz.questions.map((question, index) => hostQuestion(question, index + 1));
  return report.questions.map(({ no, text, stats, options }) => ({
    no,
    text,
    kind: stats.options ? "single" : "text",
    options: options.map((option) => ({
      id: option.id,
      text: say().questions.option({ letter: optionLook(option.id).letter }),
    })),
    timeLimitMs: null,
    points: 0,
    isPartial: true,
  }));
}
