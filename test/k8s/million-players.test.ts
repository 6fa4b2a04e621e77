import { measuredCosts } from "../../bench/capacity/costs.ts";
import { ASSUMED, plan } from "../../bench/capacity/model.ts";
import { build, type KubeObject, readText, workloads } from "./objects.ts";

const MILLION = 1_000_000;
const KINDS = ["api", "quiz", "sessions", "answers", "stats"];

interface Scaling {
  scaleTargetRef: { name: string };
  minReplicaCount: number;
  maxReplicaCount: number;
  triggers: { metadata: { query?: string; threshold?: string } }[];
}

/** The replicas of each kind before the start of a session with this many expected players. */
function scheduledReplicas(objects: readonly KubeObject[], players: number): Map<string, number> {
  const scalings = objects
    .filter(({ kind }) => kind === "ScaledObject")
    .map(({ spec }) => spec as unknown as Scaling);
  return new Map(
    scalings.map(({ scaleTargetRef, minReplicaCount, maxReplicaCount, triggers }) => {
      const forecast = triggers.find(({ metadata }) =>
        metadata.query?.includes("stampede_scheduled_players"),
      );
      const replicas = Math.ceil(players / Number(forecast?.metadata.threshold));
      return [scaleTargetRef.name, Math.min(maxReplicaCount, Math.max(minReplicaCount, replicas))];
    }),
  );
}

const cores = (count: number) => (count === 1 ? "one core" : `${count} cores`);

test.each([
  "production",
  "aws",
  "gke",
])("%s scales for a million players to at least the nodes that the capacity model plans", async (overlay) => {
  const planned = plan(await measuredCosts(), { players: MILLION, seconds: 10 }, 0);
  const nodes = scheduledReplicas(build(overlay), MILLION);
  const total = KINDS.reduce((sum, kind) => sum + nodes.get(kind)!, 0);
  const statsNodes = Math.ceil(planned.statsLoad);
  expect(nodes.get("api")).toBeGreaterThanOrEqual(planned.gateways);
  expect(nodes.get("answers")).toBeGreaterThanOrEqual(planned.answersNodes);
  expect(nodes.get("stats")).toBeGreaterThanOrEqual(statsNodes);
  expect(total).toBeLessThan(ASSUMED.maxNodes);
  const guide = readText("docs/scale-to-a-million.md");
  for (const row of [
    `| gateways | ${planned.gateways} | ${nodes.get("api")} |`,
    `| answers nodes | ${planned.answersNodes} | ${nodes.get("answers")} |`,
    `| stats nodes | ${statsNodes} | ${nodes.get("stats")} |`,
    `| all nodes together | – | ${total} |`,
    `Postgres needs ${cores(planned.postgresCores)} and NATS ${cores(planned.natsCores)}`,
  ]) {
    expect(guide).toContain(row);
  }
}, 60_000);

interface Resources {
  resources: { requests: { memory: string }; limits: { memory: string } };
}

test("every kind of node requests more memory than it used in the benchmark", () => {
  const { maxMemoryMiB } = JSON.parse(readText("bench/results/million.json"));
  const guide = readText("docs/scale-to-a-million.md");
  const all = workloads(build("production"));
  for (const kind of KINDS) {
    const { pod } = all.find(({ name }) => name === `Deployment ${kind}`)!;
    const { resources } = pod.containers[0] as unknown as Resources;
    const used = maxMemoryMiB[kind === "api" ? "gateway" : kind];
    const requested = Number(/^(\d+)Mi$/.exec(resources.requests.memory)?.[1]);
    expect(requested).toBeGreaterThan(used);
    expect(guide).toContain(`| ${kind} | ${used} | ${requested} |`);
  }
}, 60_000);
