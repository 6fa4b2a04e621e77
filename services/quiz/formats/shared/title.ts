import { titleSchema } from "../../../../platform/domain/quiz.ts";
import { isStorable } from "../../../../platform/domain/text/storable-text.ts";

/** The title of a quiz from a file that has none. */
export const DEFAULT_TITLE = "Imported quiz";

/** What a file says in place of a title, if it can be one: nobody wrote it for the quiz. */
export function possibleTitle(text: string | undefined): string | undefined {
  const title = titleSchema.safeParse(text);
  return title.success && isStorable(title.data) ? title.data : undefined;
}

/** The note of an export in a format that has no place for the title. */
export function lostTitle(title: string): string[] {
  return title === DEFAULT_TITLE ? [] : ["the title is not written"];
}
