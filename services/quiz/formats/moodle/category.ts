import { titleSchema } from "../../../../platform/domain/quiz.ts";
import { isStorable } from "../../../../platform/domain/text/storable-text.ts";

/** Where Moodle puts the categories of a course. */
const COURSE = "$course$/top/";
const SEPARATOR_OR_SLASH = /\/\/|\//g;

/** The path of a category with this name, for Moodle: a slash in a name is written twice. */
export function categoryPath(name: string): string {
  return COURSE + name.replaceAll("/", "//");
}

/** The name of the last category in a path if it may be the title of a quiz. */
export function titleOf(path: string): string | undefined {
  const isInCourse = path.startsWith(COURSE);
  // Our own files have the title as it is; others have blanks around the path.
  const [name] = splitPath(isInCourse ? path.slice(COURSE.length) : path.trim()).slice(-1);
  const isPlace = !isInCourse && (name === "top" || /^\$\w+\$$/.test(name ?? ""));
  const title = titleSchema.safeParse(name);
  return title.success && !isPlace && isStorable(title.data) ? title.data : undefined;
}

function splitPath(path: string): string[] {
  const names: string[] = [];
  let name = "";
  let last = 0;
  for (const match of path.matchAll(SEPARATOR_OR_SLASH)) {
    name += path.slice(last, match.index);
    last = match.index + match[0].length;
    if (match[0] === "//") name += "/";
    else {
      names.push(name);
      name = "";
    }
  }
  return [...names, name + path.slice(last)];
}
