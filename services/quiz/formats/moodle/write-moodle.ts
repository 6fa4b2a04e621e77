import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import { coursePath } from "../shared/category-path.ts";
import type { WrittenFile } from "../shared/format.ts";
import { Losses, requireAny } from "../shared/losses.ts";
import { questionXml } from "./write-question.ts";
import { fitsXml, NO_PLACE, xmlText } from "./xml-text.ts";

/** A quiz as a file that Moodle imports, and that imports here to the same quiz. Its title is the category. */
export function writeMoodle({ title, questions }: QuizContent): WrittenFile & { body: string } {
  const losses = new Losses();
  const written = questions.flatMap((question, index) => questionXml(question, index + 1, losses) ?? []);
  requireAny(written.length, "Moodle XML");
  const titleNotes = fitsXml(title) ? [] : [`the title: ${NO_PLACE}`];
  return {
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${[categoryXml(title), ...written].join("\n")}\n</quiz>\n`,
    notes: [...titleNotes, ...losses.notes()],
  };
}

function categoryXml(title: string): string {
  return `  <question type="category">
    <category><text>${xmlText(coursePath(title))}</text></category>
  </question>`;
}
