import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { problemsOf } from "./checks/all-checks.ts";
import { resolvedEnvironment, stampedeContainers } from "./containers.ts";
import { find } from "./mutations/mutate.ts";
import { buildFolder, KINDS, parse } from "./objects.ts";

const K8S = fileURLToPath(new URL("../../k8s", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stampede-overlay-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a custom overlay of dev with scaling, scheduled scaling, tracing and three zones has no problems", async () => {
  const at = (path: string) => relative(folder, join(K8S, path));
  const overlay = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [at("overlays/dev")],
    components: [
      at("components/scaling"),
      at("components/scheduled"),
      at("components/tracing"),
      at("components/three-zones"),
      at("components/settings"),
    ],
  };
  writeFileSync(join(folder, "kustomization.yaml"), JSON.stringify(overlay));
  const objects = buildFolder(folder);
  expect(await problemsOf(objects)).toEqual([]);
  for (const kind of ["api", "answers"]) {
    expect(find(objects, "ScaledObject", kind).spec.triggers.at(-1).type).toBe("cron");
  }
  const withTracing = stampedeContainers(objects).filter(
    ({ container }) => "OTEL_EXPORTER_OTLP_ENDPOINT" in resolvedEnvironment(container, objects),
  );
  expect(withTracing.map(({ component }) => component).sort()).toEqual([...KINDS].sort());
}, 60_000);

test("an image name may contain the port of a registry", async () => {
  cpSync(K8S, folder, { recursive: true });
  const file = join(folder, "components/release/release.yaml");
  const image = "registry.example:5000/tv/stampede";
  writeFileSync(file, readFileSync(file, "utf8").replace("registry.example/stampede", image));
  const objects = buildFolder(join(folder, "overlays/dev"));
  expect(await problemsOf(objects)).toEqual([]);
  for (const { container } of stampedeContainers(objects)) expect(container.image).toBe(`${image}:0.1.0`);
}, 60_000);

test("production with the Gateway API instead of an Ingress has no problems, and the values of the settings", async () => {
  const at = (path: string) => relative(folder, join(K8S, path));
  const overlay = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [at("overlays/production")],
    components: [at("components/gateway-api")],
  };
  writeFileSync(join(folder, "kustomization.yaml"), JSON.stringify(overlay));
  const objects = buildFolder(folder);
  const secrets = parse(execFileSync("sh", [join(K8S, "secrets.sh")], { encoding: "utf8" }));
  expect(await problemsOf([...objects, ...secrets])).toEqual([]);
  expect(objects.some(({ kind }) => kind === "Ingress")).toBe(false);
  expect(JSON.stringify(objects)).not.toContain("set-by-");
  expect(find(objects, "HTTPRoute", "api").spec).toMatchObject({
    hostnames: ["quiz.example.org"],
    rules: [{ backendRefs: [{ name: "api" }], timeouts: { request: "0s" } }],
  });
}, 60_000);
