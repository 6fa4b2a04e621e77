import type { QuizDraft } from "../../../client/src/types.ts";
import { pickLanguage } from "../../text/catalog.ts";

const files = import.meta.glob("./sample-quiz/*.json");
const languages = new Map(
  Object.entries(files).map(([path, load]) => [path.replace(/^.*\/|\.json$/g, ""), load]),
);

/** The sample quiz: a question of each kind, in the host's language. */
export async function sampleQuiz(): Promise<QuizDraft> {
  const language = pickLanguage(navigator.languages, [...languages.keys()]);
  const module = (await languages.get(language)!()) as { default: QuizDraft };
  return module.default;
}
