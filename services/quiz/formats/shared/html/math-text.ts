import type { DomNode } from "html-to-text";
import { lowered, raised } from "./script-characters.ts";

/** Operators that have limits below and above. */
const LARGE_OPERATOR = /^(?:[∑∏∫⋃⋂]|lim|max|min)$/;
const ATOM = /^[\p{Lu}\p{Ll}\p{Nd}.,∞]+$/u;
/** "Times" and "function of" that nobody sees. */
const INVISIBLE_OPERATORS = /[\u2061-\u2064]/g;

/**
 * A formula in MathML as text: its source in TeX if it has one, or else in one line, such as √(x² + 1)/2.
 *
 * @returns null if one line cannot hold it, as with a matrix
 */
export function mathText(math: DomNode): string | null {
  const tex = texOf(math);
  return tex ? `\\(${tex}\\)` : lineOf(math);
}

function texOf(math: DomNode): string | undefined {
  const alternative: unknown = math.attribs?.alttext;
  if (typeof alternative === "string" && alternative.trim()) return alternative.trim();
  const semantics = elementsOf(math).find(({ name }) => name === "semantics");
  const annotation =
    semantics &&
    elementsOf(semantics).find(
      ({ name, attribs }) => name === "annotation" && /tex/i.test(attribs?.encoding ?? ""),
    );
  return annotation && textIn(annotation).trim();
}

function lineOf(node: DomNode): string | null {
  if (node.type === "text") return (node.data ?? "").replace(INVISIBLE_OPERATORS, "").trim();
  if (node.name === "mspace") return " ";
  if (node.name === "mphantom" || node.name === "annotation") return "";
  const write = WRITERS[node.name ?? ""];
  if (!write) return null;
  const parts = node.children.map(lineOf);
  if (!parts.every((part) => part !== null)) return null;
  return write(node.name === "mo" ? parts : parts.filter(Boolean), node.attribs ?? {});
}

type MathWriter = (parts: readonly string[], attributes: Record<string, string>) => string | null;

const join: MathWriter = (parts) => parts.join("");
/** A writer for an element that has so many parts. */
const of = (count: number, write: (...parts: string[]) => string | null): MathWriter => {
  return (parts) => (parts.length === count ? write(...parts) : null);
};

const WRITERS: Record<string, MathWriter> = {
  math: join,
  semantics: join,
  mrow: join,
  mstyle: join,
  mpadded: join,
  mi: join,
  mn: join,
  mtext: join,
  ms: join,
  mo: join,
  mfrac: of(2, (above, below) => `${group(above!)}/${group(below!)}`),
  msup: of(2, (base, power) => group(base!) + raised(power!)),
  msub: of(2, (base, index) => group(base!) + lowered(index!)),
  msubsup: of(3, (base, index, power) => group(base!) + lowered(index!) + raised(power!)),
  msqrt: (parts) => `√${group(parts.join(""))}`,
  mroot: of(2, (base, index) => `${raised(index!)}√${group(base!)}`),
  mfenced: (parts, { open = "(", close = ")", separators = "," }) =>
    open + parts.join(separators.trim().slice(0, 1)) + close,
  munder: of(2, (base, below) => (LARGE_OPERATOR.test(base!) ? base! + lowered(below!) : null)),
  munderover: of(3, (base, below, above) =>
    LARGE_OPERATOR.test(base!) ? base! + lowered(below!) + raised(above!) : null,
  ),
};

function group(text: string): string {
  return ATOM.test(text) ? text : `(${text})`;
}

function elementsOf({ children }: DomNode): DomNode[] {
  return children.filter(({ type }) => type === "tag");
}

function textIn({ type, data, children = [] }: DomNode): string {
  return type === "text" ? (data ?? "") : children.map(textIn).join("");
}
