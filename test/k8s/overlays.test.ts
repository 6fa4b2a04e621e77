import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parse as parseYaml } from "yaml";
import { problemsOf } from "./checks/all-checks.ts";
import { isPinned } from "./checks/image-checks.ts";
import { GOOGLE, INGRESS } from "./mutations/ingress.ts";
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

test.each(GOOGLE)("the checks report %s", async (_name, mutate, problem) => {
  const objects = copy("gke");
  mutate(objects);
  expect((await problemsOf(objects)).join("\n")).toMatch(problem);
});

test("every value of an installation is set in one place, and is used", () => {
  for (const overlay of OVERLAYS) {
    const left = copy(overlay).filter((object) => JSON.stringify(object).includes("set-by-"));
    expect(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  }
  const { data } = parseYaml(readText("k8s/components/settings/settings.yaml")) as {
    data: Record<string, string>;
  };
  const production = JSON.stringify(copy("production"));
  for (const [name, value] of Object.entries(data)) {
    expect({ name, isUsed: production.includes(JSON.stringify(value)) }).toEqual({ name, isUsed: true });
  }
});

test("a second run of secrets.sh changes no secret", () => {
  expect(secrets.map((secret) => (secret as { immutable?: boolean }).immutable)).toEqual(
    secrets.map(() => true),
  );
  for (const path of ["docs/deploy.md", "k8s/secrets.sh"]) {
    expect(readText(path)).toContain("sh k8s/secrets.sh | kubectl create -f -");
  }
});

test("a new installation has a different password everywhere", () => {
  const values = secrets.flatMap(({ stringData }) => Object.values(stringData ?? {}));
  expect(new Set(values).size).toBe(values.length);
});

test("all images of servers in compose.yaml and in the Dockerfile have an exact release", () => {
  const images = (name: string, word: string) =>
    [...readText(name).matchAll(new RegExp(`^ *${word}:? (\\S+)`, "gm"))].map(([, image]) => image!);
  const others = [...images("compose.yaml", "image"), ...images("Dockerfile", "FROM")].filter(
    (image) => image !== "stampede",
  );
  expect(others.length).toBeGreaterThan(4);
  expect(others.filter((image) => !isPinned(image))).toEqual([]);
});

test("the image has the release of Node.js that the tests run", () => {
  const { packages } = JSON.parse(readText("package-lock.json")) as {
    packages: Record<string, { version: string }>;
  };
  const releases = [...readText("Dockerfile").matchAll(/^FROM node:([\d.]+)/gm)].map(
    ([, release]) => release,
  );
  expect(releases).toEqual(Array(3).fill(packages["node_modules/node"]?.version));
});

test("docs/deploy.md names the release of every server", () => {
  const guide = readText("docs/deploy.md");
  const images = new Set(
    copy("production").flatMap(({ spec }) => [
      ...(spec?.template?.spec.containers ?? []).map(({ image }) => image),
      ...((spec as { imageName?: string } | undefined)?.imageName
        ? [(spec as unknown as { imageName: string }).imageName]
        : []),
    ]),
  );
  const missing = [...images].filter((image) => !/stampede:/.test(image) && !guide.includes(`\`${image}\``));
  expect(missing).toEqual([]);
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
