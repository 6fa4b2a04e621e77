import type { TopLevelSpec } from "vega-lite";
import { type Goal, isReached, type Measure } from "../measuring/benchmark.ts";
import { type Spread, spreadText } from "../measuring/spread.ts";
import { wrap } from "./render-svg.ts";

/** One part of a plot: a title and what is drawn below it. */
export type Panel = Extract<TopLevelSpec, { vconcat: unknown }>["vconcat"][number];
type Layer = Extract<Panel, { layer: unknown }>["layer"][number];

/** Sizes in px. */
const BARS_WIDTH = 390;
const NAMES_WIDTH = 234;
const BAR_HEIGHT = 16;
const BOUND_HEIGHT = BAR_HEIGHT + 8;
const ROW_HEIGHT = 32;
/** The name of a goal stands above its bar. */
const GOAL_HEIGHT = 50;
const NAME_CHARACTERS = 38;

const PRODUCT_COLOR = "#2364aa";
const OTHER_COLOR = "#9aa5b1";
const REACHED_COLOR = "#2e7d32";
const MISSED_COLOR = "#c62828";
const LINE_COLOR = "#222";

interface Bar {
  name: string;
  color: string;
  /** What the right end of the axis stands for. */
  axisEnd: number;
  spread: Spread;
  digits: number;
}

/** A bar per subject, up to the median, with a dot for each run and a line from the minimum to the maximum. */
export function measuresPanel(quantity: string, measures: readonly Measure[]): Panel {
  const axisEnd = Math.max(...measures.map(({ spread }) => spread.max));
  const bars = measures.map(({ subject, spread, digits }, index): Bar => {
    return { name: subject, color: index === 0 ? PRODUCT_COLOR : OTHER_COLOR, axisEnd, spread, digits };
  });
  return {
    title: panelTitle(quantity),
    width: BARS_WIDTH,
    height: { step: ROW_HEIGHT },
    data: { values: bars.map(barRow) },
    encoding: { y: rowPosition(bars.map(({ name }) => name)) },
    layer: [...barLayers(bars), valueLayer()],
  };
}

/** CPU time per process, for example. Medians, so the length of a stack is close to the median of its total. */
export function partsPanel(measures: readonly Measure[]): Panel {
  const subjects = measures.map(({ subject }) => subject);
  const names = [...new Set(measures.flatMap(({ parts }) => Object.keys(parts!.values)))];
  const rows = measures.flatMap(({ subject, parts }) =>
    Object.entries(parts!.values).map(([part, { median }], order) => ({
      name: subject,
      part,
      median,
      order,
    })),
  );
  const totals = measures.map(({ subject, parts }) => {
    const total = Object.values(parts!.values).reduce((sum, { median }) => sum + median, 0);
    return { name: subject, total, value: total.toFixed(1) };
  });
  return {
    title: panelTitle(measures[0]!.parts!.unit),
    width: BARS_WIDTH,
    height: { step: ROW_HEIGHT },
    encoding: { y: rowPosition(subjects) },
    layer: [
      {
        data: { values: rows },
        mark: { type: "bar", height: BAR_HEIGHT },
        encoding: {
          x: {
            field: "median",
            type: "quantitative",
            axis: null,
            scale: { domain: [0, Math.max(...totals.map(({ total }) => total)) || 1], nice: false },
          },
          order: { field: "order", type: "quantitative" },
          color: {
            field: "part",
            type: "nominal",
            scale: { domain: names, scheme: names.length > 10 ? "tableau20" : "tableau10" },
            legend: { orient: "bottom", columns: 5 },
          },
        },
      },
      { data: { values: totals }, ...valueLayer() },
    ],
  };
}

/** Each goal has a scale of its own. A dashed line marks the bound, at two thirds of the width if there is room. */
export function goalsPanel(goals: readonly Goal[]): Panel {
  const bars = goals.map((goal): Bar & { bound: string; boundAt: number } => {
    const { name, spread, digits, atLeast, atMost } = goal;
    const bound = atLeast ?? atMost ?? 0;
    const axisEnd = Math.max(bound * 1.5, spread.max);
    return {
      name,
      color: isReached(goal) ? REACHED_COLOR : MISSED_COLOR,
      axisEnd,
      spread,
      digits,
      bound: `${atLeast === undefined ? "at most" : "at least"} ${bound.toLocaleString("en")}`,
      boundAt: bound / axisEnd,
    };
  });
  const barTop = (GOAL_HEIGHT - BAR_HEIGHT) / 2;
  return {
    title: panelTitle("goals"),
    width: BARS_WIDTH,
    height: { step: GOAL_HEIGHT },
    data: {
      values: bars.map((bar, row) => ({ ...barRow(bar, row), bound: bar.bound, boundAt: bar.boundAt })),
    },
    encoding: {
      y: {
        field: "row",
        type: "ordinal",
        axis: null,
        scale: { paddingInner: 0, paddingOuter: 0 },
      },
    },
    layer: [
      ...barLayers(bars),
      {
        mark: { type: "rule", strokeWidth: 1.5, color: LINE_COLOR, strokeDash: [3, 2] },
        encoding: {
          x: { field: "boundAt", type: "quantitative" },
          y: { field: "row", type: "ordinal", bandPosition: 0.5 - BOUND_HEIGHT / GOAL_HEIGHT / 2 },
          y2: { field: "row", bandPosition: 0.5 + BOUND_HEIGHT / GOAL_HEIGHT / 2 },
        },
      },
      {
        mark: { type: "text", align: "left", dy: -barTop - 2 },
        encoding: { x: { value: -NAMES_WIDTH }, text: { field: "name" } },
      },
      {
        mark: { type: "text", align: "right" },
        encoding: { x: { value: -8 }, text: { field: "bound" } },
      },
      valueLayer(),
    ],
  };
}

/** At the left edge of the names. */
function panelTitle(text: string) {
  return { text, frame: "group", dx: -NAMES_WIDTH } as const;
}

/** A row of a panel's data. Lengths are shares of the axis. */
function barRow({ name, color, axisEnd, spread, digits }: Bar, row: number) {
  const share = (value: number) => value / (axisEnd || 1);
  return {
    row,
    name,
    color,
    median: share(spread.median),
    min: share(spread.min),
    max: share(spread.max),
    value: spreadText(spread, digits),
  };
}

/** The bar, the line over it, and the dots. */
function barLayers(bars: readonly Bar[]): Layer[] {
  const x = { type: "quantitative" as const, axis: null, scale: { domain: [0, 1], nice: false } };
  const runs = bars.flatMap(({ name, axisEnd, spread }, row) =>
    spread.runs.map((run) => ({ row, name, run: run / (axisEnd || 1) })),
  );
  return [
    {
      mark: { type: "bar", height: BAR_HEIGHT },
      encoding: { x: { field: "median", ...x }, color: { field: "color", type: "nominal", scale: null } },
    },
    {
      mark: { type: "rule", color: LINE_COLOR, strokeWidth: 1.5 },
      encoding: { x: { field: "min", ...x }, x2: { field: "max" } },
    },
    {
      data: { values: runs },
      mark: { type: "point", filled: true, size: 20, color: LINE_COLOR, opacity: 0.75 },
      encoding: { x: { field: "run", ...x } },
    },
  ];
}

/** The number at the right of each bar. */
function valueLayer(): Layer {
  return {
    mark: { type: "text", align: "left" },
    encoding: { x: { value: BARS_WIDTH + 12 }, text: { field: "value" } },
  };
}

/** Subjects from top to bottom, with their names at the left, wrapped. */
function rowPosition(names: readonly string[]) {
  const lines = Object.fromEntries(names.map((name) => [name, wrap(name, NAME_CHARACTERS)]));
  return {
    field: "name",
    type: "nominal",
    sort: null,
    axis: {
      title: null,
      domain: false,
      ticks: false,
      labelLimit: 0,
      labelPadding: 8,
      labelColor: "#222",
      labelExpr: `(${JSON.stringify(lines)})[datum.value]`,
    },
  } as const;
}
