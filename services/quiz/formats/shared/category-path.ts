import { trimBlanks } from "./blanks.ts";
import { possibleTitle } from "./title.ts";

/**
 * Moodle's categories of questions have paths such as `$course$/top/Rivers/Loire`; a slash in a name is written twice.
 * The title of a quiz is the name of the last category.
 */

const ROOT = "top";
/** Where Moodle puts the categories of a course. */
const COURSE = `$course$/${ROOT}/`;
/** The first name of a whole path, such as `$course$` or `$system$`. */
const CONTEXT = /^\$\w+\$$/;
/** As in Moodle. */
const SEPARATOR = /(?<!\/)\/(?!\/)/;
/** In UTF-16 code units: some names of up to 200, with their slashes doubled. */
const MAX_PATH = 4000;

/** The whole path of a category with this name. */
export function coursePath(name: string): string {
  return COURSE + name.replaceAll("/", "//");
}

/** A path of a category with this name, as short as it can be. */
export function shortPath(name: string): string {
  const isPlace = CONTEXT.test(name) || name === ROOT;
  return `${isPlace ? `${ROOT}/` : ""}${name.replaceAll("/", "//")}`;
}

/** The name of the last category in a path, if it can be the title of a quiz. */
export function titleOfPath(path: string): string | undefined {
  return path.length > MAX_PATH ? undefined : possibleTitle(lastName(path));
}

function lastName(path: string): string | undefined {
  const names = (path.startsWith(COURSE) ? path.slice(COURSE.length) : path)
    .split(SEPARATOR)
    .map((name) => name.replaceAll("//", "/"));
  // A whole path, such as our own files have, has its names as they are; others have blanks around them.
  if (path.startsWith(COURSE)) return names.at(-1);
  const trimmed = names.map((name) => trimBlanks(name));
  if (CONTEXT.test(trimmed[0]!)) trimmed.shift();
  if (trimmed[0] === ROOT) trimmed.shift();
  return trimmed.at(-1);
}
