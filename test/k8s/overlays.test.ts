import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { problemsOf } from "./checks/all-checks.ts";
import { INGRESS } from "./mutations/ingress.ts";
import { LIFECYCLE } from "./mutations/lifecycle.ts";
import { find } from "./mutations/mutate.ts";
import { NETWORK } from "./mutations/network.ts";
import { REFERENCES } from "./mutations/references.ts";
import { SCALING } from "./mutations/scaling.ts";
import { SCHEMA } from "./mutations/schema.ts";
import { SECURITY_CONTEXT } from "./mutations/security-context.ts";
import { SERVERS } from "./mutations/servers.ts";
import { SETTINGS } from "./mutations/settings.ts";
import { build, type KubeObject, OVERLAYS, parse, readText } from "./objects.ts";

const built = new Map<string, KubeObject[]>();
let secrets: KubeObject[];
beforeAll(() => {
  const script = fileURLToPath(new URL("../../k8s/secrets.sh", import.meta.url));
  secrets = parse(execFileSync("sh", [script], { encoding: "utf8" }));
  for (const overlay of OVERLAYS) built.set(overlay, build(overlay));
}, 60_000);

/** A copy of the objects of an overlay, for mutations, with the secrets that an installation must add. */
const copy = (overlay: string) =>
  structuredClone([...built.get(overlay)!, ...(overlay === "dev" ? [] : secrets)]);

test.each(OVERLAYS)("%s builds without problems", async (overlay) => {
  expect(await problemsOf(copy(overlay))).toEqual([]);
}, 60_000);

test.each([
  ...SCHEMA,
  ...REFERENCES,
  ...SETTINGS,
  ...LIFECYCLE,
  ...SECURITY_CONTEXT,
  ...SCALING,
  ...NETWORK,
  ...SERVERS,
])("the checks report %s", async (_name, mutate, problem) => {
  const objects = copy("production");
  mutate(objects);
  expect((await problemsOf(objects)).join("\n")).toMatch(problem);
});

test("the checks report a secret without a key that a pod refers to", async () => {
  const objects = copy("dev");
  delete find(objects, "Secret", "nats").data.stats;
  expect(await problemsOf(objects)).toContain("Deployment stats: there is no secret nats with the key stats");
});

test.each(INGRESS)("the checks report %s", async (_name, mutate, problem) => {
  const objects = copy("aws");
  mutate(objects);
  expect((await problemsOf(objects)).join("\n")).toMatch(problem);
});

test("a new installation has a different password everywhere", () => {
  const values = secrets.flatMap(({ stringData }) => Object.values(stringData ?? {}));
  expect(new Set(values).size).toBe(values.length);
});

test("the servers have the releases of compose.yaml", () => {
  const { services } = parseYaml(readText("compose.yaml")) as {
    services: Record<string, { image?: string }>;
  };
  const images = (overlay: string, kind: string, name: string) =>
    find(copy(overlay), kind, name).spec.template.spec.containers[0].image;
  expect(images("dev", "StatefulSet", "postgres")).toBe(services.postgres?.image);
  expect(images("dev", "StatefulSet", "nats")).toBe(services.nats?.image);
  expect(images("dev", "Deployment", "redis")).toBe(services.redis?.image);
});
