import { KINDS, type KubeObject, matches } from "../objects.ts";

interface Budget {
  maxUnavailable?: number | string;
  selector: { matchLabels?: Record<string, string> };
}

/** What every kind of node must have and one has not: itself, a budget; and where any kind scales, scaling. */
export function checkKinds(objects: readonly KubeObject[]): string[] {
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const scales = ofKind("ScaledObject").length > 0;
  const monitored = ofKind("PodMonitor").length > 0;
  return KINDS.flatMap((name) => {
    const deployment = ofKind("Deployment").find(({ metadata }) => metadata.name === name);
    if (!deployment) return [`there is no Deployment ${name}`];
    const labels = deployment.spec.template?.metadata.labels ?? {};
    const budgets = ofKind("PodDisruptionBudget").filter(({ spec }) =>
      matches(labels, (spec as unknown as Budget).selector.matchLabels),
    );
    const scaled = ofKind("ScaledObject").some(({ metadata }) => metadata.name === name);
    const watched = ofKind("PodMonitor").some(({ spec }) =>
      matches(labels, (spec as unknown as Budget).selector.matchLabels),
    );
    return [
      ...(budgets.length === 1 ? [] : [`${name} has ${budgets.length} disruption budgets`]),
      ...(scales && !scaled ? [`${name} does not scale`] : []),
      ...(scales && deployment.spec.replicas !== undefined
        ? [`${name} has a number that undoes its scaling`]
        : []),
      ...(monitored && !watched ? [`nobody reads the metrics of ${name}`] : []),
    ];
  }).concat(ofKind("PodDisruptionBudget").flatMap(forbidding));
}

/** A budget that lets nobody go keeps machines from ever being serviced. */
function forbidding({ metadata, spec }: KubeObject): string[] {
  const { maxUnavailable } = spec as unknown as Budget;
  const some =
    typeof maxUnavailable === "number" ? maxUnavailable > 0 : maxUnavailable && maxUnavailable !== "0%";
  return some ? [] : [`PodDisruptionBudget ${metadata.name}: lets no pod go`];
}
