import { parser } from "@prometheus-io/lezer-promql";
import { findError, findUses } from "./metric-uses.ts";

/** Errors in a PromQL expression: syntax, by Prometheus' own grammar, and unknown metrics or labels. */
export function findExpressionErrors(expression: string): string[] {
  const errorPositions: number[] = [];
  parser.parse(expression).iterate({
    enter({ type, from }) {
      if (type.isError) errorPositions.push(from);
    },
  });
  const syntaxErrors =
    errorPositions.length > 0 ? [`PromQL syntax error at ${errorPositions[0]}: ${expression}`] : [];
  return [...syntaxErrors, ...findUses(expression).flatMap((use) => findError(use) ?? [])];
}
