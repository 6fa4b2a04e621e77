import { titleOfPath } from "../shared/category-path.ts";
import type { ParsedFile, Part } from "../shared/format.ts";
import { refused } from "../shared/refused.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { refuseTooMany } from "../shared/too-many-questions.ts";
import { xmlRoot } from "../shared/xml-root.ts";
import { declaredText } from "./declared-encoding.ts";
import { childOf, type Element, innerText } from "./element.ts";
import { isMoodle } from "./is-moodle.ts";
import { parseQuestion } from "./parse-question.ts";
import { readQuestion, SET_ASIDE, typeOf } from "./read-question.ts";
import { splitFile } from "./split-file.ts";
import { withoutNonXml } from "./xml-text.ts";

/** The questions of a file. @throws ValidationError if it is no Moodle XML, or declares entities of its own */
export function readMoodle(file: SourceFile): ParsedFile {
  const text = withoutNonXml(declaredText(file));
  const root = xmlRoot(text);
  if (!isMoodle(root)) throw refused("is no Moodle XML: that begins with <quiz>");
  if (root.hasSubset) {
    throw refused("declares entities of its own in a DOCTYPE, which are not read: remove the DOCTYPE");
  }
  const { questions, isComplete, lastLine } = splitFile(text);
  refuseTooMany(questions.length);
  const parts: Part[] = [];
  const setAside = new Set<string>();
  let title: string | undefined;
  for (const source of questions) {
    const element = parseQuestion(source);
    if (typeof element === "string") {
      parts.push({ line: source.line, invalid: element });
    } else if (typeOf(element) === "category") {
      // The category of the first question: those above it may stand before it.
      if (parts.length === 0) title = categoryTitle(element) ?? title;
    } else {
      const part = readQuestion(element, source.line);
      parts.push(part);
      if ("question" in part) for (const { has, note } of SET_ASIDE) if (has(element)) setAside.add(note);
    }
  }
  if (!isComplete) parts.push({ line: lastLine, ignored: CUT_OFF });
  const notes = [...setAside];
  return title === undefined ? { parts, notes } : { title, parts, notes };
}

const CUT_OFF = "the file ends without </quiz>: it may be cut off, and questions may be missing";

function categoryTitle(element: Element): string | undefined {
  return titleOfPath(innerText(childOf(element, "category")));
}
