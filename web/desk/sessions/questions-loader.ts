import type { HostSession } from "../../../client/src/host.ts";
import type { HostedSession } from "../../../client/src/types.ts";
import { theHost } from "../signed-in.ts";
import { type HostQuestion, hostQuestion } from "./answer-key.ts";

/**
 * The questions of a session with their keys: of its quiz, as long as that has the version that is played. If it was
 * changed or deleted since, only what the report has: the texts. The keys are then in the figures.
 */
export async function loadQuestions(session: HostSession, state: HostedSession): Promise<HostQuestion[]> {
  const quiz = await theHost()
    .getQuiz(state.quizId)
    .catch(() => undefined);
  if (quiz && quiz.version === state.version)
    return quiz.questions.map((question, index) => hostQuestion(question, index + 1));
  const { questions } = await session.report();
  return questions.map(({ no, text, stats, options }) => ({
    no,
    text,
    kind: !stats.options ? "text" : "single",
    options: options.map(({ id }) => ({ id, text: "" })),
    timeLimitMs: null,
    points: 0,
    isPartial: true,
  }));
}
