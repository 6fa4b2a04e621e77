import { readFile } from "node:fs/promises";
import { must } from "../harness/client.ts";
import type { Question, Quiz } from "../harness/contract.ts";
import type { Host } from "../harness/host.ts";

const FOLDER = new URL("../data/opentriviaqa/", import.meta.url);

export const FILES = ["for-kids", "geography", "history", "literature", "science-technology"] as const;

/** The bytes of one file of OpenTriviaQA as people wrote them. */
export function triviaFile(name: (typeof FILES)[number]): Promise<Buffer> {
  return readFile(new URL(`${name}.txt`, FOLDER));
}

/** A quiz of the first `count` sound questions of a file and, after those, of `more`: its second version. */
export async function triviaQuiz(
  host: Host,
  name: (typeof FILES)[number],
  count: number,
  more: readonly Question[],
  change: (question: Question) => Question,
): Promise<Quiz> {
  const bytes = await triviaFile(name);
  const query = `format=opentriviaqa&title=${encodeURIComponent(`Trivia: ${name}`)}&take=${count}`;
  const { quiz } = must(await host.importQuiz(bytes, query), 201);
  const questions = [...quiz.questions, ...more].map(change);
  return must(await host.replaceQuiz(quiz.id, { title: quiz.title, questions }, '"1"'), 200);
}
