import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { faultsOf } from "./faults.ts";
import { build, type KubeObject, OVERLAYS, parse, text } from "./objects.ts";

const built = new Map<string, KubeObject[]>();
beforeAll(() => {
  for (const overlay of OVERLAYS) built.set(overlay, build(overlay));
}, 60_000);

/** A copy of what an overlay builds, to plant faults in. */
const copy = (overlay: string) => structuredClone(built.get(overlay)!);

test.each(OVERLAYS)("%s builds, and nothing is wrong with it", async (overlay) => {
  expect(await faultsOf(copy(overlay))).toEqual([]);
}, 60_000);

// biome-ignore lint/suspicious/noExplicitAny: what is planted is wrong on purpose, in its type as well
type Anything = any;
const find = (objects: KubeObject[], kind: string, name: string): Anything =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);
const container = (objects: KubeObject[], name: string) =>
  find(objects, "Deployment", name).spec.template.spec.containers[0];

const PLANTED: [what: string, plant: (objects: KubeObject[]) => void, fault: RegExp][] = [
  [
    "a field that no Deployment has",
    (all) => (find(all, "Deployment", "api").spec.replicaz = 2),
    /no field \/spec\/replicaz/,
  ],
  ["a deep one", (all) => (container(all, "api").livenessProbe.httpGet.pth = "/"), /no field .*pth/],
  [
    "a value of the wrong type",
    (all) => (find(all, "Deployment", "api").spec.minReadySeconds = "5"),
    /minReadySeconds/,
  ],
  [
    "a field that no ScaledObject has",
    (all) => (find(all, "ScaledObject", "api").spec.fallbck = {}),
    /no field \/spec\/fallbck/,
  ],
  [
    "a field that no Cluster has",
    (all) => (find(all, "Cluster", "postgres").spec.instancs = 3),
    /no field \/spec\/instancs/,
  ],
  [
    "a field that no PodMonitor has",
    (all) => (find(all, "PodMonitor", "stampede").spec.selectr = {}),
    /no field \/spec\/selectr/,
  ],
  ["a kind that is unknown", (all) => (find(all, "Service", "api").kind = "Servce"), /no schema/],
  [
    "a selector beside its pods",
    (all) => (find(all, "Deployment", "quiz").spec.selector.matchLabels.x = "y"),
    /does not match its own pods/,
  ],
  [
    "a budget without pods",
    (all) => (find(all, "PodDisruptionBudget", "quiz").spec.selector.matchLabels.x = "y"),
    /PodDisruptionBudget quiz: selects no pod/,
  ],
  [
    "a policy without pods",
    (all) => (find(all, "NetworkPolicy", "redis").spec.podSelector.matchLabels.x = "y"),
    /NetworkPolicy redis: selects no pod/,
  ],
  [
    "a service without its port",
    (all) => (find(all, "Service", "api").spec.ports[0].targetPort = "web"),
    /no pod of it has the port web/,
  ],
  [
    "scaling of what is not there",
    (all) => (find(all, "ScaledObject", "api").spec.scaleTargetRef.name = "gateway"),
    /no Deployment gateway/,
  ],
  [
    "an ingress to nowhere",
    (all) => (find(all, "Ingress", "api").spec.rules[0].http.paths[0].backend.service.name = "web"),
    /no Service web/,
  ],
  [
    "a configuration that is not there",
    (all) => (find(all, "Deployment", "redis").spec.template.spec.volumes[0].configMap.name = "x"),
    /no ConfigMap x/,
  ],
  [
    "a grace period that is too short",
    (all) => (find(all, "Deployment", "api").spec.template.spec.terminationGracePeriodSeconds = 20),
    /ends before preStop/,
  ],
  [
    "a root file system that is written to",
    (all) => (container(all, "stats").securityContext.readOnlyRootFilesystem = false),
    /may write/,
  ],
  [
    "a container that may become more",
    (all) => (container(all, "stats").securityContext.allowPrivilegeEscalation = true),
    /not restricted/,
  ],
  [
    "a pod that runs as root",
    (all) => (find(all, "Deployment", "stats").spec.template.spec.securityContext.runAsNonRoot = false),
    /not restricted/,
  ],
  [
    "a probe of no port",
    (all) => (container(all, "stats").livenessProbe.httpGet.port = "web"),
    /a probe asks the port web/,
  ],
  [
    "a liveness that asks dependencies",
    (all) => (container(all, "stats").livenessProbe.httpGet.path = "/readyz"),
    /liveness asks/,
  ],
  [
    "a readiness that asks nothing",
    (all) => (container(all, "stats").readinessProbe.httpGet.path = "/healthz"),
    /does not ask whether it can serve/,
  ],
  [
    "a variable that no code reads",
    (all) => container(all, "api").env.push({ name: "PROT", value: "1" }),
    /PROT is a variable that no code reads/,
  ],
  [
    "a setting that is no setting",
    (all) => container(all, "api").env.push({ name: "STAMPEDE_X", value: "1" }),
    /STAMPEDE_X: there is no such setting/,
  ],
  [
    "a setting out of bounds",
    (all) => container(all, "api").env.push({ name: "PORT", value: "70000" }),
    /PORT/,
  ],
  [
    "a database that is not set",
    (all) =>
      (container(all, "answers").env = container(all, "answers").env.filter(
        ({ name }: { name: string }) => !name.startsWith("DATABASE"),
      )),
    /DATABASE_URL is not set/,
  ],
  [
    "a variable before what it uses",
    (all) => container(all, "answers").env.reverse(),
    /does not stand before it/,
  ],
  [
    "a port that the image has not",
    (all) => (container(all, "api").ports[0].containerPort = 8080),
    /does not expose 8080/,
  ],
  [
    "a data folder on the root file system",
    (all) => {
      container(all, "api").volumeMounts = [];
    },
    /DATA_DIR, \/tmp, cannot be written/,
  ],
  [
    "another kind's service",
    (all) => (container(all, "quiz").args = ["services/stats/stats.service.ts"]),
    /under the name of quiz/,
  ],
  [
    "a trigger's field that is none",
    (all) => (find(all, "ScaledObject", "api").spec.triggers[0].metadata.treshold = "1"),
    /treshold/,
  ],
  [
    "a metric that nobody exposes",
    (all) =>
      (find(all, "ScaledObject", "api").spec.triggers[0].metadata.query = "sum(stampede_request_total)"),
    /there is no stampede_request_total/,
  ],
  [
    "a fall-back above the most",
    (all) => (find(all, "ScaledObject", "api").spec.fallback.replicas = 1000),
    /fall-back/,
  ],
  [
    "a way that is closed",
    (all) => (find(all, "NetworkPolicy", "nodes-with-database").spec.egress = []),
    /answers to pgbouncer on 6432 is needed/,
  ],
  [
    "a way that is open",
    (all) => {
      delete find(all, "NetworkPolicy", "pgbouncer").spec.ingress[0].from;
      find(all, "NetworkPolicy", "nodes").spec.egress.push({ ports: [{ port: 6432 }] });
    },
    /api to pgbouncer on 6432 is not needed and allowed/,
  ],
  [
    "an open house",
    (all) => (find(all, "NetworkPolicy", "deny-all").spec.ingress = [{}]),
    /not everything is closed/,
  ],
];

test.each(PLANTED)("is caught: %s", async (_what, plant, fault) => {
  const objects = copy("production");
  plant(objects);
  expect((await faultsOf(objects)).join("\n")).toMatch(fault);
});

test("is caught: a secret without a key that is asked for", async () => {
  const objects = copy("dev");
  delete find(objects, "Secret", "nats").data.stats;
  expect(await faultsOf(objects)).toContain("Deployment stats: there is no secret nats with stats");
});

test("the secrets of a new installation have all that production asks for", async () => {
  const script = fileURLToPath(new URL("../../k8s/secrets.sh", import.meta.url));
  const made = parse(execFileSync("sh", [script], { encoding: "utf8" }));
  const values = made.flatMap(({ stringData }) => Object.values(stringData ?? {}));
  expect(new Set(values).size).toBe(values.length);
  expect(await faultsOf([...copy("production"), ...made])).toEqual([]);
});

test("servers are of the releases with which compose.yaml runs", () => {
  const { services } = parseYaml(text("compose.yaml")) as { services: Record<string, { image?: string }> };
  const images = (overlay: string, kind: string, name: string) =>
    find(copy(overlay), kind, name).spec.template.spec.containers[0].image;
  expect(images("dev", "StatefulSet", "postgres")).toBe(services.postgres?.image);
  expect(images("dev", "StatefulSet", "nats")).toBe(services.nats?.image);
  expect(images("dev", "Deployment", "redis")).toBe(services.redis?.image);
});
