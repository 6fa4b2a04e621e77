import { type TriviaFile, triviaFile } from "../data/trivia.ts";
import { must } from "../harness/client.ts";
import type { Question, Quiz } from "../harness/contract.ts";
import type { Host } from "../harness/host.ts";

/**
 * Imports the first `count` valid questions of a file, appends `more`, applies `change` to all, and returns the quiz.
 */
export async function triviaQuiz(
  host: Host,
  name: TriviaFile,
  count: number,
  more: readonly Question[],
  change: (question: Question) => Question,
): Promise<Quiz> {
  const bytes = await triviaFile(name);
  const query = { format: "opentriviaqa" as const, title: `Trivia: ${name}`, take: count };
  const { quiz } = must(await host.importQuiz(bytes, query), 201);
  const questions = [...quiz.questions, ...more].map(change);
  return must(await host.replaceQuiz(quiz.id, { title: quiz.title, questions }, '"1"'), 200);
}
