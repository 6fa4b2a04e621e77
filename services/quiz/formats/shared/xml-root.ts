/** The root element of an XML or HTML text. */
export interface XmlRoot {
  /** Without a namespace's prefix. */
  name: string;
  prefix: string;
  /** Whether the text begins with `<?xml`. */
  isDeclared: boolean;
  /** The name after `<!DOCTYPE`, in lower case. */
  doctype?: string | undefined;
  /** Whether the document type declares something of its own, in brackets. */
  hasSubset: boolean;
}

/** No file has more declarations and comments before its root element. */
const MAX_DECLARATIONS = 1000;

const BLANKS = /\s*/y;
const NAME = /<(?:([A-Za-z_][\w.-]{0,99}):)?([A-Za-z_][\w.-]{0,99})/y;
const DOCTYPE = /<!doctype\s{1,99}([A-Za-z_][\w.:-]{0,99})/iy;

/** The root element, after declarations and comments. Null if the text does not begin like XML. */
export function xmlRoot(text: string): XmlRoot | null {
  let position = skipBlanks(text, 0);
  const root: XmlRoot = {
    name: "",
    prefix: "",
    isDeclared: text.startsWith("<?xml", position),
    hasSubset: false,
  };
  for (
    let count = 0;
    count < MAX_DECLARATIONS && /^<[?!]/.test(text.slice(position, position + 2));
    count++
  ) {
    DOCTYPE.lastIndex = position;
    const [, doctype] = DOCTYPE.exec(text) ?? [];
    root.doctype ??= doctype?.toLowerCase();
    if (doctype && hasSubset(text, position)) root.hasSubset = true;
    const end = endOf(text, position);
    if (end < 0) return root.isDeclared || root.doctype ? root : null;
    position = skipBlanks(text, end);
  }
  NAME.lastIndex = position;
  const [, prefix = "", name = ""] = NAME.exec(text) ?? [];
  return name || root.isDeclared || root.doctype ? { ...root, name, prefix } : null;
}

/** Where a declaration, a comment or a document type ends; -1 if it does not. */
function endOf(text: string, position: number): number {
  const [start, end] = text.startsWith("<!--", position)
    ? [position + 4, "-->"]
    : text.startsWith("<?", position)
      ? [position + 2, "?>"]
      : [position + 2, hasSubset(text, position) ? "]" : ">"];
  const found = text.indexOf(end, start);
  if (found < 0 || end !== "]") return found < 0 ? -1 : found + end.length;
  const close = text.indexOf(">", found);
  return close < 0 ? -1 : close + 1;
}

/** Whether a document type has entities of its own, in brackets. */
function hasSubset(text: string, position: number): boolean {
  const close = text.indexOf(">", position);
  return text.slice(position, close < 0 ? undefined : close).includes("[");
}

function skipBlanks(text: string, from: number): number {
  BLANKS.lastIndex = from;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}
