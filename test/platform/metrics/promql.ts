import { parser } from "@prometheus-io/lezer-promql";
import { faultOf, usesOf } from "./uses.ts";

/** What is wrong with a PromQL expression: its grammar, by Prometheus' own, and metrics or labels that are none. */
export function expressionFaults(expression: string): string[] {
  const wrong: number[] = [];
  parser.parse(expression).iterate({
    enter({ type, from }) {
      if (type.isError) wrong.push(from);
    },
  });
  const grammar = wrong.length > 0 ? [`is no PromQL at ${wrong[0]}: ${expression}`] : [];
  return [...grammar, ...usesOf(expression).flatMap((use) => faultOf(use) ?? [])];
}
