import { parse as parseYaml } from "yaml";
import { ASSUMED, UTILISATION } from "../../bench/capacity/assumed.ts";
import { STREAMS_MAX } from "../../bench/capacity/behaviour.ts";
import { partOf } from "../../bench/capacity/model.ts";
import { NODES, PARTS, type Part, SERVERS } from "../../bench/capacity/parts.ts";
import { build, type KubeObject, readText } from "./objects.ts";
import {
  expectedPlayersPerNode,
  MILLION,
  providedOf,
  savedPlan,
  scalingOf,
  survivesAZone,
  type Trigger,
  WORKLOADS,
} from "./planned.ts";

const GUIDE = "docs/scale-to-a-million.md";
const planned = savedPlan();
const built = new Map<string, KubeObject[]>();
beforeAll(() => {
  for (const overlay of ["production", "aws", "gke"]) built.set(overlay, build(overlay));
}, 60_000);

describe.each(["production", "aws", "gke"])("%s, for a million players", (overlay) => {
  const provided = (part: Part) => providedOf(built.get(overlay)!, part);

  test("runs at least the processes and the cores that the capacity model plans", () => {
    for (const part of PARTS) {
      const { processes, cores } = partOf(planned.parts, part);
      const { processes: replicas, millicores, hasCpuLimit } = provided(part);
      expect({ part, enough: replicas >= processes }).toEqual({ part, enough: true });
      expect({ part, requests: (replicas * millicores) / 1000 >= cores }).toEqual({ part, requests: true });
      expect({ part, hasCpuLimit }).toEqual({ part, hasCpuLimit: false });
    }
    const total = NODES.reduce((sum, part) => sum + provided(part).processes, 0);
    expect(total).toBeLessThan(ASSUMED.maxNodes);
  });

  test("the gateways' requests are enough although there are more of them, each with a process to keep", () => {
    const { processes, millicores } = provided("gateway");
    const more = partOf(savedPlan({ streamsPerGateway: Math.ceil(MILLION / processes) }).parts, "gateway");
    expect(more.processes).toBe(processes);
    expect((processes * millicores) / 1000).toBeGreaterThanOrEqual(more.cores);
  });

  test("where one process may have to bear all, each requests as much", () => {
    for (const part of ["stats", ...SERVERS] as const) {
      const { millicores } = partOf(planned.parts, part);
      expect({ part, enough: provided(part).millicores >= millicores }).toEqual({ part, enough: true });
    }
  });

  test("a process requests the memory that the model needs for it", () => {
    for (const part of PARTS) {
      const needed = partOf(planned.parts, part).memoryMiB;
      const { memoryMiB, memoryLimitMiB } = provided(part);
      expect({ part, requests: memoryMiB >= needed }).toEqual({ part, requests: true });
      expect({ part, limit: memoryLimitMiB >= memoryMiB }).toEqual({ part, limit: true });
    }
  });

  test("gateways scale before their streams or their CPU are used up", () => {
    const scaling = scalingOf(built.get(overlay)!, "api")!;
    const target = (word: string) =>
      Number(scaling.triggers.find(({ metadata }) => metadata.query?.includes(word))?.metadata.threshold);
    expect(target("stampede_streams_open")).toBe(expectedPlayersPerNode(scaling));
    const alert = /stampede_streams_limit\) > ([\d.]+)/.exec(
      readText("k8s/components/monitoring/alerts.yaml"),
    );
    expect(expectedPlayersPerNode(scaling) / STREAMS_MAX).toBeLessThan(Number(alert?.[1]));
    expect(survivesAZone(provided("gateway").processes)).toBe(true);
    const cpu = scaling.triggers.find(({ type }) => type === "cpu");
    expect(cpu?.metadata.value).toBe(String(UTILISATION * 100));
  });

  test("PgBouncer keeps as many connections to Postgres as the nodes have to PgBouncer", () => {
    const settings = built.get(overlay)!.find(({ data }) => data?.["pgbouncer.ini"])!.data!["pgbouncer.ini"]!;
    const pool = Number(/^default_pool_size = (\d+)$/m.exec(settings)?.[1]);
    expect(provided("PgBouncer").processes * pool).toBeGreaterThanOrEqual(planned.databaseConnections);
  });

  test(`${GUIDE} has the numbers of both`, () => {
    const guide = readText(GUIDE);
    for (const row of guideRows(provided)) expect(guide).toContain(row);
  });
});

/** The rows of the guide's tables: the model next to the manifests. */
function guideRows(provided: (part: Part) => ReturnType<typeof providedOf>): string[] {
  const cores = (part: Part) => (provided(part).processes * provided(part).millicores) / 1000;
  const sum = (parts: readonly Part[], of: (part: Part) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  const processesOf = (part: Part) => partOf(planned.parts, part).processes;
  const row = (name: string, ...cells: (string | number)[]) => `| ${[name, ...cells].join(" | ")} |`;
  return [
    ...PARTS.map((part) => {
      const { processes, cores: needed } = partOf(planned.parts, part);
      const { processes: replicas, millicores } = provided(part);
      const { name } = WORKLOADS[part];
      return row(name, processes, needed.toFixed(2), replicas, `${millicores}m`, cores(part).toFixed(2));
    }),
    row(
      "all nodes together",
      sum(NODES, processesOf),
      sum(NODES, (part) => partOf(planned.parts, part).cores).toFixed(2),
      sum(NODES, (part) => provided(part).processes),
      "–",
      sum(NODES, cores).toFixed(2),
    ),
    row(
      "everything",
      sum(PARTS, processesOf),
      planned.cores.toFixed(2),
      sum(PARTS, (part) => provided(part).processes),
      "–",
      sum(PARTS, cores).toFixed(2),
    ),
  ];
}

test("scaling at fixed times starts as many nodes as the forecast of a million players", () => {
  for (const [file, part] of [
    ["gateways", "gateway"],
    ["answers", "answers"],
  ] as const) {
    const patch = parseYaml(readText(`k8s/components/scheduled/${file}.yaml`)) as { value: Trigger }[];
    const { processes } = providedOf(built.get("production")!, part);
    expect(patch.map(({ value }) => value.metadata.desiredReplicas)).toEqual([String(processes)]);
    if (part === "gateway")
      expect(readText("docs/event-day.md")).toContain(`autoscaling.keda.sh/paused-replicas=${processes}`);
  }
});

test("every kind of node requests more memory than it used in the benchmark", () => {
  const { maxMemoryMiB } = JSON.parse(readText("bench/results/million.json"));
  const guide = readText(GUIDE);
  for (const part of NODES) {
    const { memoryMiB: requested } = providedOf(built.get("production")!, part);
    const used = maxMemoryMiB[part];
    expect(requested).toBeGreaterThan(used);
    expect(guide).toContain(
      `| ${WORKLOADS[part].name} | ${used} | ${partOf(planned.parts, part).memoryMiB} | ${requested} |`,
    );
  }
}, 60_000);
