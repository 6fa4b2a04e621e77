import { parse, textMetrics, View } from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";

interface TextItem {
  fontSize?: number;
  fontWeight?: string | number;
}

declare module "vega" {
  /** Exported by Vega for programs that measure text themselves, but missing in its types. */
  export const textMetrics: { width(item: TextItem, text: string | number): number };
}

/** The mean width of a character of a wide sans-serif font (DejaVu Sans), in font sizes. */
const CHARACTER_WIDTH = { normal: 0.58, bold: 0.66 };

/** The same white background in light and dark themes, and a font that every machine has. */
const CONFIG: Config = {
  background: "#fff",
  font: "sans-serif",
  padding: 12,
  view: { stroke: null },
  concat: { spacing: 28 },
  title: { anchor: "start", fontSize: 12, color: "#222", frame: "bounds", offset: 6 },
  axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", gridColor: "#e3e6ea" },
  legend: { labelFontSize: 11, title: null, labelLimit: 0, symbolType: "square" },
  text: { fontSize: 11, color: "#222" },
};

/** Vega has no canvas to measure text with here. A fixed width per character gives the same plot on every machine. */
textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
  Math.ceil(CHARACTER_WIDTH[fontWeight === "bold" ? "bold" : "normal"] * fontSize * String(text).length);

/** Renders a Vega-Lite specification as the text of an SVG file. The same specification gives the same text. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec, { config: CONFIG }).spec), { renderer: "none" });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

/** Breaks a text into lines of at most `length` characters, at spaces. */
export function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= length)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
