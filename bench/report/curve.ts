import type { Curve } from "../measuring/benchmark.ts";
import type { Svg } from "./svg.ts";

const LEFT = 90;
const RIGHT = 620;
const HEIGHT = 220;
const COLOURS = ["#2364aa", "#bc4b51", "#5b8e7d", "#f4a259", "#6d597a", "#8cb369"];

type Scale = (value: number) => number;

/** Lines over a shared x, under each other in a picture; answers where the next thing may begin. */
export function drawCurve(svg: Svg, top: number, { title, x, y, lines, logX, logY }: Curve): number {
  svg.text(16, top, title, { weight: "bold" });
  const points = lines.flatMap((line) => line.points);
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const bottom = top + 16 + HEIGHT;
  const xTicks = ticks(xs, logX);
  const yTicks = ticks(logY ? ys.filter((value) => value > 0) : [0, ...ys], logY);
  const toX = scale(xTicks, LEFT, RIGHT, logX);
  const toY = scale(yTicks, bottom, top + 16, logY);
  for (const tick of yTicks) {
    svg.line(LEFT, toY(tick), RIGHT, toY(tick), "#e3e6ea");
    svg.text(LEFT - 8, toY(tick) + 4, short(tick), { anchor: "end", size: 11 });
  }
  for (const tick of xTicks) {
    svg.line(toX(tick), bottom, toX(tick), bottom + 4, "#888");
    svg.text(toX(tick), bottom + 18, short(tick), { anchor: "middle", size: 11 });
  }
  svg.text((LEFT + RIGHT) / 2, bottom + 36, x, { anchor: "middle", size: 11 });
  svg.text(RIGHT, top, y, { anchor: "end", size: 11 });
  for (const [index, line] of lines.entries()) {
    const colour = COLOURS[index % COLOURS.length]!;
    const drawn = logY ? line.points.filter((point) => point[1] > 0) : line.points;
    svg.path(
      drawn.map((point) => ({ x: toX(point[0]), y: toY(point[1]) })),
      colour,
    );
    if (drawn.length <= 30) for (const point of drawn) svg.dot(toX(point[0]), toY(point[1]), colour, 3);
    svg.rect(RIGHT + 20, top + 16 + index * 18, 10, 10, colour);
    svg.text(RIGHT + 36, top + 25 + index * 18, line.name, { size: 11 });
  }
  return bottom + 64;
}

/** Round numbers from below the least to above the most. */
export function ticks(values: readonly number[], log = false): number[] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (log) {
    const from = Math.floor(Math.log10(low));
    const to = Math.max(from + 1, Math.ceil(Math.log10(high)));
    return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  }
  const rough = (high - low || 1) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((factor) => factor * unit >= rough) ?? 10);
  const from = Math.floor(low / step);
  const to = Math.max(from + 1, Math.ceil(high / step));
  return Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toPrecision(12)));
}

function scale(within: readonly number[], from: number, to: number, log = false): Scale {
  const on = log ? Math.log10 : (value: number) => value;
  const low = on(within[0]!);
  const high = on(within.at(-1)!);
  return (value) => from + ((on(value) - low) / (high - low)) * (to - from);
}

function short(value: number): string {
  return Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value);
}
