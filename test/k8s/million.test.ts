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

/** How many nodes of each kind stand before a session of so many expected players opens. */
function provided(objects: readonly KubeObject[], players: number): Map<string, number> {
  const scalings = objects
    .filter(({ kind }) => kind === "ScaledObject")
    .map(({ spec }) => spec as unknown as Scaling);
  return new Map(
    scalings.map(({ scaleTargetRef, minReplicaCount, maxReplicaCount, triggers }) => {
      const ahead = triggers.find(({ metadata }) => metadata.query?.includes("stampede_scheduled_players"));
      const wanted = Math.ceil(players / Number(ahead?.metadata.threshold));
      return [scaleTargetRef.name, Math.min(maxReplicaCount, Math.max(minReplicaCount, wanted))];
    }),
  );
}

const cores = (count: number) => (count === 1 ? "one core" : `${count} cores`);

test.each([
  "production",
  "aws",
])("%s stands ready for a million as the capacity model plans them", async (overlay) => {
  const planned = plan(await measuredCosts(), { players: MILLION, seconds: 10 });
  const nodes = provided(build(overlay), MILLION);
  const all = KINDS.reduce((sum, kind) => sum + nodes.get(kind)!, 0);
  const statsNodes = Math.ceil(planned.statsLoad);
  expect(nodes.get("api")).toBeGreaterThanOrEqual(planned.gateways);
  expect(nodes.get("answers")).toBeGreaterThanOrEqual(planned.answersNodes);
  expect(nodes.get("stats")).toBeGreaterThanOrEqual(statsNodes);
  expect(all).toBeLessThan(ASSUMED.maxNodes);
  const guide = readText("docs/scale-to-a-million.md");
  for (const row of [
    `| gateways | ${planned.gateways} | ${nodes.get("api")} |`,
    `| answers nodes | ${planned.answersNodes} | ${nodes.get("answers")} |`,
    `| stats nodes | ${statsNodes} | ${nodes.get("stats")} |`,
    `| all nodes together | – | ${all} |`,
    `Postgres needs ${cores(planned.postgresCores)} and NATS ${cores(planned.natsCores)}`,
  ]) {
    expect(guide).toContain(row);
  }
}, 60_000);

interface Resources {
  resources: { requests: { memory: string }; limits: { memory: string } };
}

test("every kind of node requests more memory than it was seen to hold", () => {
  const { maxMemoryMiB } = JSON.parse(readText("bench/results/million.json"));
  const guide = readText("docs/scale-to-a-million.md");
  const all = workloads(build("production"));
  for (const kind of KINDS) {
    const { pod } = all.find(({ name }) => name === `Deployment ${kind}`)!;
    const { resources } = pod.containers[0] as unknown as Resources;
    const held = maxMemoryMiB[kind === "api" ? "gateway" : kind];
    const requested = Number(/^(\d+)Mi$/.exec(resources.requests.memory)?.[1]);
    expect(requested).toBeGreaterThan(held);
    expect(guide).toContain(`| ${kind} | ${held} | ${requested} |`);
  }
}, 60_000);
