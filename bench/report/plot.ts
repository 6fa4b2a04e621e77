import { type Goal, isReached, type Measure, type Result } from "../measuring/benchmark.ts";
import { type Spread, spreadText } from "../measuring/spread.ts";
import { drawCurve } from "./curve.ts";
import { Svg } from "./svg.ts";

const WIDTH = 820;
const BARS_AT = 250;
const BARS_END = 640;
const ROW = 30;
const BAR = 16;
export const COLOURS = ["#2364aa", "#f4a259", "#5b8e7d", "#bc4b51", "#8cb369", "#6d597a", "#999999"];
const OURS = COLOURS[0]!;
const OTHERS = "#9aa5b1";
const GOOD = "#2e7d32";
const BAD = "#c62828";

/**
 * A result as a picture: a bar a measure, to the median, with every run as a dot and a line from the least to the
 * most; what a measure is made up of as a stack; goals with the mark that they are held to; then its curves.
 */
export function plotOf({ title, measures, goals, curves = [] }: Result): string {
  const svg = new Svg(WIDTH);
  svg.text(16, 26, title, { size: 15, weight: "bold" });
  let y = 52;
  for (const [quantity, group] of Map.groupBy(measures, (measure) => measure.quantity)) {
    y = drawMeasures(svg, y, quantity, group);
    const withParts = group.filter(({ parts }) => parts && Object.keys(parts.of).length > 0);
    if (withParts.some(({ parts }) => Object.keys(parts!.of).length > 1)) y = drawParts(svg, y, withParts);
  }
  const held = goals.filter((goal) => isReached(goal) !== undefined);
  if (held.length > 0) y = drawGoals(svg, y, held);
  for (const curve of curves) y = drawCurve(svg, y, curve);
  return svg.toString();
}

function drawMeasures(svg: Svg, top: number, quantity: string, measures: readonly Measure[]): number {
  svg.text(16, top, quantity, { weight: "bold" });
  const most = Math.max(...measures.map(({ spread }) => spread.max));
  let y = top + 12;
  for (const [index, { subject, spread, digits }] of measures.entries()) {
    drawBar(svg, y, subject, spread, most, index === 0 ? OURS : OTHERS);
    svg.text(BARS_END + 12, y + 13, spreadText(spread, digits), { size: 11 });
    y += ROW;
  }
  return y + 22;
}

function drawBar(svg: Svg, y: number, name: string, spread: Spread, most: number, fill: string): void {
  const at = (value: number) => BARS_AT + (value / most) * (BARS_END - BARS_AT);
  drawName(svg, y, name);
  svg.rect(BARS_AT, y, at(spread.median) - BARS_AT, BAR, fill);
  svg.line(at(spread.min), y + BAR / 2, at(spread.max), y + BAR / 2, "#222");
  for (const run of spread.runs) svg.dot(at(run), y + BAR / 2, "#222");
}

/** CPU time by process, memory by kind…: medians, so a stack's length is near its side's own median. */
function drawParts(svg: Svg, top: number, measures: readonly Measure[]): number {
  svg.text(16, top, measures[0]!.parts!.unit, { weight: "bold" });
  const totals = measures.map(({ parts }) => total(Object.values(parts!.of)));
  const scale = (BARS_END - BARS_AT) / Math.max(...totals);
  const names = [...new Set(measures.flatMap(({ parts }) => Object.keys(parts!.of)))];
  const colourOf = (part: string) => COLOURS[names.indexOf(part) % COLOURS.length]!;
  let y = top + 12;
  for (const [index, { subject, parts }] of measures.entries()) {
    drawName(svg, y, subject);
    let x = BARS_AT;
    for (const [part, { median }] of Object.entries(parts!.of)) {
      svg.rect(x, y, median * scale, BAR, colourOf(part));
      x += median * scale;
    }
    svg.text(BARS_END + 12, y + 13, totals[index]!.toFixed(1), { size: 11 });
    y += ROW;
  }
  let x = BARS_AT;
  for (const name of names) {
    const width = 26 + name.length * 6.6;
    if (x + width > WIDTH - 16) {
      x = BARS_AT;
      y += 18;
    }
    svg.rect(x, y, 10, 10, colourOf(name));
    svg.text(x + 14, y + 9, name, { size: 11 });
    x += width;
  }
  return y + 42;
}

/** Each on a scale of its own, on which the mark stands at two thirds. */
function drawGoals(svg: Svg, top: number, goals: readonly Goal[]): number {
  svg.text(16, top, "to reach", { weight: "bold" });
  let y = top + 12;
  for (const goal of goals) {
    const { what, spread, digits, atLeast, atMost } = goal;
    const mark = atLeast ?? atMost ?? 0;
    const most = Math.max(mark * 1.5, spread.max);
    svg.text(16, y + 12, what, { size: 11 });
    y += 20;
    drawBar(
      svg,
      y,
      `${atLeast === undefined ? "at most" : "at least"} ${mark.toLocaleString("en")}`,
      spread,
      most,
      isReached(goal) ? GOOD : BAD,
    );
    const x = BARS_AT + (mark / most) * (BARS_END - BARS_AT);
    svg.line(x, y - 4, x, y + BAR + 4, "#222", "3 2");
    svg.text(BARS_END + 12, y + 13, spreadText(spread, digits), { size: 11 });
    y += ROW;
  }
  return y + 22;
}

function drawName(svg: Svg, y: number, name: string): void {
  const room = 38;
  const shown = name.length > room ? `${name.slice(0, room - 1)}…` : name;
  svg.text(BARS_AT - 8, y + 13, shown, { anchor: "end" });
}

function total(spreads: readonly Spread[]): number {
  return spreads.reduce((sum, { median }) => sum + median, 0);
}
