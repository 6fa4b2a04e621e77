/** What stands before the root element of an XML file. */
export interface Prologue {
  /** Where the root element begins; the length of the text if there is none. */
  rootAt: number;
  /** Whether a document type declares something of its own, in brackets. */
  hasEntities: boolean;
}

const BLANKS = /\s*/y;
const QUIZ = /<quiz(?=[\s/>])/y;

/** Reads declarations, comments and the document type at the start of a text. */
export function prologue(text: string): Prologue {
  const result: Prologue = { rootAt: text.length, hasEntities: false };
  let position = skipBlanks(text, 0);
  while (text.startsWith("<?", position) || text.startsWith("<!", position)) {
    const [start, end] = text.startsWith("<!--", position)
      ? ["<!--", "-->"]
      : text.startsWith("<?", position)
        ? ["<?", "?>"]
        : ["<!", ">"];
    const found = text.indexOf(end, position + start.length);
    if (found < 0) return result;
    if (end === ">" && text.slice(position, found).includes("[")) result.hasEntities = true;
    position = skipBlanks(text, found + end.length);
  }
  return { ...result, rootAt: position };
}

/** Whether the root element is Moodle's, or the document type hides it. */
export function isMoodle(text: string): boolean {
  const { rootAt, hasEntities } = prologue(text);
  QUIZ.lastIndex = rootAt;
  return QUIZ.test(text) || (hasEntities && /<!DOCTYPE\s+quiz[\s[]/i.test(text.slice(0, rootAt)));
}

function skipBlanks(text: string, from: number): number {
  BLANKS.lastIndex = from;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}
