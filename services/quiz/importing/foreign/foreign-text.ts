import { COPY_TEXT, type ForeignKind } from "./foreign-kind.ts";

/** So many characters show what kind of text it is. */
const SAMPLE = 64 * 1024;

const H5P: ForeignKind = { name: "the content of an H5P package", advice: COPY_TEXT };
const LATEX: ForeignKind = { name: "a LaTeX document", advice: COPY_TEXT };
const SQL: ForeignKind = { name: "commands for a database (SQL)", advice: "export the table as CSV" };
const YAML: ForeignKind = { name: "YAML", advice: "convert it to JSON and send that" };
const MARKDOWN: ForeignKind = { name: "a Markdown text" };
const PROGRAM: ForeignKind = { name: "the source code of a program" };
const FLASH_CARDS: ForeignKind = {
  name: "a list of flash cards",
  advice: 'write "question" and "answer" above the two columns, and players will type the answers',
};

/** What the beginning of a text shows without doubt. */
export function foreignText(text: string): ForeignKind | null {
  const start = text.slice(0, SAMPLE).trimStart();
  if (/^[{[]/.test(start)) return foreignJson(text);
  if (/^\\(?:documentclass|documentstyle|usepackage|begin\{)/.test(withoutComments(start, "%"))) return LATEX;
  if (/^%YAML[ \t]/.test(start)) return YAML;
  if (/^#(?:separator|html|deck|notetype|columns|tags column):/.test(start)) return FLASH_CARDS;
  return null;
}

/** What a text is likely to be if it is in no format that has clear signs. */
export function likelyText(text: string): ForeignKind | null {
  const start = text.slice(0, SAMPLE).trimStart();
  if (/^---[ \t]*(?:\r\n|\r|\n)/.test(start)) return YAML;
  const command = withoutComments(start, "--");
  if (
    /^(?:create\s{1,9}(?:table|database)|insert\s{1,9}into|drop\s{1,9}table|pragma\s|begin\s{1,9}transaction)\b/i.test(
      command,
    )
  ) {
    return SQL;
  }
  return start.startsWith("#!/") || isCode(start) ? PROGRAM : null;
}

/** What a text may be if it is in no format at all. */
export function possibleText(text: string): ForeignKind | null {
  const start = text.slice(0, SAMPLE).trimStart();
  if (/^[A-Za-z_][\w-]{0,40}:(?:[ \t]|[\r\n]|$)/.test(start) && /^[ \t]{0,9}- /m.test(start)) return YAML;
  if (/^#{1,6} \S/m.test(start) || /^[ \t]{0,9}[-*] \[[ xX]\]/m.test(start)) return MARKDOWN;
  return isFlashCards(start) ? FLASH_CARDS : null;
}

function foreignJson(text: string): ForeignKind | null {
  const isH5p =
    /"library"\s{0,9}:\s{0,9}"H5P\./.test(text) ||
    text.includes('"preloadedDependencies"') ||
    (text.includes('"behaviour"') && /"(?:UI|l10n|overallFeedback|answers)"/.test(text));
  if (isH5p) return H5P;
  return text.includes('"nbformat"') ? { name: "a Jupyter notebook" } : null;
}

/** Answers, a title or a category of GIFT: its questions may show a program. */
const GIFT = /\{\s*[=~#]|^[ \t]{0,3}(?:::[^\n]{1,200}?::|\$CATEGORY:)/m;

/** Many lines end like commands of a program, and braces are around lines, not around the answers of GIFT. */
function isCode(start: string): boolean {
  if (!/^[ \t]{0,99}\}|\{$/m.test(start) || GIFT.test(start)) return false;
  const lines = start.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  return lines.length >= 5 && lines.filter((line) => line.endsWith(";")).length > lines.length / 5;
}

/** Every line has a term, a tab and a definition, as Quizlet and Anki export them. */
function isFlashCards(start: string): boolean {
  const lines = start.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  // The last line of the sample may be cut.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  const isHeading = /^"?(?:term|front)"?[\t,;]"?(?:definition|back)"?/i.test(start);
  return isHeading || (whole.length > 0 && whole.every((line) => line.split("\t").length === 2));
}

/** The text after the comments at its beginning. @param sign what a line with a comment begins with */
function withoutComments(text: string, sign: string): string {
  let rest = text;
  for (let lines = 0; lines < 50 && rest.startsWith(sign); lines++) {
    const end = rest.search(/[\r\n]/);
    rest = end < 0 ? "" : rest.slice(end).trimStart();
  }
  return rest;
}
