import { type Curve, isReached, type Result } from "../measuring/benchmark.ts";
import { goalsPanel, measuresPanel, type Panel, partsPanel } from "./bar-panels.ts";
import { curvePanel } from "./curve-panel.ts";
import { renderSvg, wrap } from "./render-svg.ts";

const TITLE_CHARACTERS = 80;

/**
 * Draws a result as SVG: the bars of its measures, the parts they consist of, the goals that have a bound, and the
 * curves, from top to bottom.
 */
export function plotOf({ title, measures, goals, curves = [] }: Result): Promise<string> {
  const panels: Panel[] = [];
  for (const [quantity, group] of Map.groupBy(measures, (measure) => measure.quantity)) {
    panels.push(measuresPanel(quantity, group));
    const withParts = group.filter(({ parts }) => parts && Object.keys(parts.values).length > 0);
    if (withParts.some(({ parts }) => Object.keys(parts!.values).length > 1))
      panels.push(partsPanel(withParts));
  }
  const bounded = goals.filter((goal) => isReached(goal) !== undefined);
  if (bounded.length > 0) panels.push(goalsPanel(bounded));
  panels.push(...curves.map(curvePanel));
  return renderSvg({
    title: { text: wrap(title, TITLE_CHARACTERS), fontSize: 15, offset: 16 },
    vconcat: panels,
    resolve: { scale: { color: "independent" } },
  });
}

/** Draws one curve as SVG. */
export function curvePlot(curve: Curve): Promise<string> {
  return renderSvg({ vconcat: [curvePanel(curve)] });
}
