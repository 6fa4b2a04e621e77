import type { Curve } from "../measuring/benchmark.ts";
import type { Panel } from "./bar-panels.ts";

/** Lines with more points than this have no dot for each point. */
const MAX_DOTS = 30;
const COLORS = ["#2364aa", "#bc4b51", "#5b8e7d", "#f4a259", "#6d597a", "#8cb369"];
/** 1,500 is 1.5k; numbers below 1,000 stay as they are. */
const SHORT_NUMBER = "datum.value >= 1000 ? format(datum.value, '~s') : format(datum.value, '~g')";

/** Lines over a shared x axis. A logarithmic axis leaves out points at 0. */
export function curvePanel({ title, x, y, lines, logX = false, logY = false }: Curve): Panel {
  const points = lines.flatMap(({ name, points }) =>
    points.filter(([, value]) => !logY || value > 0).map(([at, value]) => ({ line: name, x: at, y: value })),
  );
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return {
    title: { text: title, frame: "group" },
    width: 480,
    height: 220,
    data: { values: points },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: x,
        scale: scaleOf(logX, false),
        axis: { ...axisOf(logX, xs), grid: false },
      },
      y: { field: "y", type: "quantitative", title: y, scale: scaleOf(logY, true), axis: axisOf(logY, ys) },
      color: {
        field: "line",
        type: "nominal",
        scale: { domain: lines.map(({ name }) => name), range: COLORS },
        legend: { orient: "bottom", columns: 2 },
      },
    },
    layer: [
      { mark: { type: "line", strokeWidth: 2 } },
      {
        transform: [
          { joinaggregate: [{ op: "count", as: "points" }], groupby: ["line"] },
          { filter: `datum.points <= ${MAX_DOTS}` },
        ],
        mark: { type: "point", filled: true, size: 30, opacity: 1 },
      },
    ],
  };
}

function scaleOf(isLog: boolean, zero: boolean) {
  return isLog ? ({ type: "log", nice: true } as const) : ({ type: "linear", nice: true, zero } as const);
}

function axisOf(isLog: boolean, values: readonly number[]) {
  const labels = { labelExpr: SHORT_NUMBER, labelFlush: false } as const;
  return isLog ? { ...labels, values: logTicks(values) } : { ...labels, labelOverlap: true };
}

/** Powers of ten that enclose the values; over at most two decades also 2 and 5 times these powers. */
function logTicks(values: readonly number[]): number[] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  const factors = to - from <= 2 ? [1, 2, 5] : [1];
  const decades = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  return decades
    .flatMap((power) => factors.map((factor) => factor * power))
    .filter((tick) => tick <= 10 ** to);
}
