import { KINDS, type KubeObject, matches } from "../objects.ts";

interface Budget {
  maxUnavailable?: number | string;
  selector: { matchLabels?: Record<string, string> };
}

/** Kinds of node without a Deployment or disruption budget, or without the scaling or metrics that other kinds have. */
export function checkKinds(objects: readonly KubeObject[]): string[] {
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const anyScaled = ofKind("ScaledObject").length > 0;
  const anyMonitored = ofKind("PodMonitor").length > 0;
  return KINDS.flatMap((name) => {
    const deployment = ofKind("Deployment").find(({ metadata }) => metadata.name === name);
    if (!deployment) return [`there is no Deployment ${name}`];
    const labels = deployment.spec.template?.metadata.labels ?? {};
    const budgets = ofKind("PodDisruptionBudget").filter(({ spec }) =>
      matches(labels, (spec as unknown as Budget).selector.matchLabels),
    );
    const isScaled = ofKind("ScaledObject").some(({ metadata }) => metadata.name === name);
    const isMonitored = ofKind("PodMonitor").some(({ spec }) =>
      matches(labels, (spec as unknown as Budget).selector.matchLabels),
    );
    return [
      ...(budgets.length === 1 ? [] : [`${name} has ${budgets.length} disruption budgets`]),
      ...(anyScaled && !isScaled ? [`${name} does not scale`] : []),
      ...(anyScaled && deployment.spec.replicas !== undefined
        ? [`${name} sets replicas, which overrides its scaling`]
        : []),
      ...(anyMonitored && !isMonitored ? [`no PodMonitor selects ${name}`] : []),
    ];
  }).concat(ofKind("PodDisruptionBudget").flatMap(blockingBudget));
}

/** A budget that allows no eviction prevents every drain of a machine. */
function blockingBudget({ metadata, spec }: KubeObject): string[] {
  const { maxUnavailable } = spec as unknown as Budget;
  const allowsSome =
    typeof maxUnavailable === "number" ? maxUnavailable > 0 : maxUnavailable && maxUnavailable !== "0%";
  return allowsSome ? [] : [`PodDisruptionBudget ${metadata.name}: allows no eviction`];
}
