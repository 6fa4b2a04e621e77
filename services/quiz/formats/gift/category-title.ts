import { titleSchema } from "../../../../platform/domain/quiz.ts";
import { trimBlanks } from "./blanks.ts";

/** A slash between two categories; `//` is a slash in a name. */
const SEPARATOR = /(?<!\/)\/(?!\/)/;
/** Where Moodle puts the categories, such as `$course$`. */
const CONTEXT = /^\$\w+\$$/;
/** In UTF-16 code units: some names of up to 200, with their slashes doubled. */
const MAX_PATH = 4000;
const ROOT = "top";

/** The name of the innermost category of a path, if it can be a quiz's title. */
export function titleOfCategory(path: string): string | undefined {
  if (path.length > MAX_PATH) return undefined;
  const names = path.split(SEPARATOR).map((name) => trimBlanks(name).replaceAll("//", "/"));
  if (CONTEXT.test(names[0]!)) names.shift();
  if (names[0] === ROOT) names.shift();
  const title = titleSchema.safeParse(names.at(-1));
  return title.success ? title.data : undefined;
}

/** A category whose name is this title. A line cannot hold a line break. */
export function categoryOf(title: string): string {
  const name = title.replaceAll("/", "//");
  return CONTEXT.test(title) || title === ROOT ? `${ROOT}/${name}` : name;
}
