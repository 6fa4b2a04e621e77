import type { DomNode, FormatCallback, RecursiveCallback } from "html-to-text";
import { listMark, typeOfStyle } from "./list-marks.ts";
import { mathText } from "./math-text.ts";
import { lowered, raised } from "./script-characters.ts";

/** What is learned of a text while it is converted. */
export interface Found {
  hasPicture: boolean;
  /** How many lists are open. */
  lists: number;
}

/** Lists in lists beyond this are not indented further: the work would grow with the square of the depth. */
const MAX_INDENTED_LISTS = 6;
const MAX_LIST_NUMBER = 1_000_000;

/** Elements that show something that text cannot. */
export const PICTURES = "img,image,picture,svg,canvas,object,embed,applet,video,audio,iframe".split(",");
const IS_PICTURE = new Set(PICTURES);

/** The library's builder, with what its types do not name. */
type Builder = Parameters<FormatCallback>[2] & {
  metadata: Found;
  options: { formatters: Record<string, FormatCallback> };
};
type Formatter = (element: DomNode, walk: RecursiveCallback, builder: Builder) => void;

/** How elements become text where the library's own way loses something or adds too much: see `htmlToText`. */
const own: Record<string, Formatter> = {
  foundPicture(_element, _walk, { metadata }) {
    metadata.hasPicture = true;
  },

  raised(element, _walk, builder) {
    builder.addInline(raised(contentOf(element, builder.metadata)), { noWordTransform: true });
  },

  lowered(element, _walk, builder) {
    builder.addInline(lowered(contentOf(element, builder.metadata)), { noWordTransform: true });
  },

  formula(element, walk, builder) {
    const text = mathText(element);
    if (text === null) builder.options.formatters.inlineHtml!(element, walk, builder, {});
    else builder.addInline(text, { noWordTransform: true });
  },

  /** A row of a table, its cells beside each other. */
  row(element, walk, builder) {
    builder.openTable();
    builder.openTableRow();
    for (const cell of element.children ?? []) {
      if (cell.name !== "td" && cell.name !== "th") continue;
      builder.openTableCell();
      walk(cell.children, builder);
      builder.closeTableCell();
    }
    builder.closeTableRow();
    builder.closeTable({
      tableToString: (rows) => rows.map(rowText).join("\n"),
      leadingLineBreaks: 1,
      trailingLineBreaks: 1,
    });
  },

  list(element, walk, builder) {
    const found = builder.metadata;
    const isInList = found.lists > 0;
    const markOf = marksOf(element);
    const items = (element.children ?? []).filter(({ type, data }) => type !== "text" || data?.trim());
    if (items.length === 0) return;
    found.lists++;
    if (found.lists > MAX_INDENTED_LISTS) {
      walk(items, builder);
    } else {
      builder.openList({ leadingLineBreaks: isInList ? 1 : 2 });
      for (const item of items) {
        builder.openListItem({ prefix: item.name === "li" ? `${markOf()} ` : "" });
        walk([item], builder);
        builder.closeListItem();
      }
      builder.closeList({ trailingLineBreaks: isInList ? 1 : 2 });
    }
    found.lists--;
  },
};
export const formatters = own as unknown as Record<string, FormatCallback>;

function marksOf({ name, attribs = {} }: DomNode): () => string {
  if (name !== "ol") return () => "-";
  const type = attribs.type ?? typeOfStyle(attribs.style ?? "") ?? "1";
  const start = Number(attribs.start ?? 1);
  let no = Number.isInteger(start) && Math.abs(start) <= MAX_LIST_NUMBER ? start : 1;
  return () => listMark(no++, type);
}

/** A row with one cell is layout: its lines stay. */
function rowText(cells: readonly { text: string }[]): string {
  if (cells.length === 1) return cells[0]!.text;
  const texts = cells.map(({ text }) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .join(" "),
  );
  return texts.some(Boolean) ? texts.join(" | ") : "";
}

/** The text in an element, in one line. Raised text in raised text is marked too. */
function contentOf(element: DomNode, found: Found): string {
  return (element.children ?? [])
    .map((child) => {
      if (child.type === "text") return child.data ?? "";
      if (IS_PICTURE.has(child.name ?? "")) found.hasPicture = true;
      const inner = contentOf(child, found);
      if (child.name === "sup") return raised(inner);
      if (child.name === "sub") return lowered(inner);
      return child.name === "br" ? " " : inner;
    })
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}
