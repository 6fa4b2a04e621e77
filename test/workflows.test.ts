import { readFileSync } from "node:fs";
import { parse } from "yaml";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

interface Workflow {
  on: { push: { tags?: string[]; branches?: string[] } };
  permissions: Record<string, string>;
  jobs: Record<
    string,
    {
      needs?: string;
      permissions?: Record<string, string>;
      "timeout-minutes": number;
      steps: { uses?: string; with?: Record<string, unknown>; run?: string }[];
    }
  >;
}
const workflow = (name: string) => parse(read(`.github/workflows/${name}.yml`)) as Workflow;

test("a tag publishes the image with its provenance and SBOM, after it was tried on kind", () => {
  const { on, jobs } = workflow("release");
  expect(on.push.tags).toEqual(["v*.*.*"]);
  const { publish, try: trial } = jobs;
  expect(publish?.needs).toBe("try");
  const build = publish?.steps.find(({ uses }) => uses?.startsWith("docker/build-push-action@"));
  expect(build?.with).toMatchObject({ push: true, provenance: "mode=max", sbom: true });
  expect(publish?.steps.some(({ uses }) => uses?.startsWith("actions/attest-build-provenance@"))).toBe(true);
  const commands = trial?.steps.map(({ run = "" }) => run).join("\n");
  expect(commands).toContain("kind load docker-image");
  expect(commands).toContain("kubectl apply -k k8s/overlays/dev");
});

test("package.json and release.yaml name one release, so a tag can match both", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const { data } = parse(read("k8s/components/release/release.yaml")) as { data: { release: string } };
  expect(data.release).toBe(version);
});

test.each([
  "ci",
  "release",
])("%s may write nothing unless a job says so, and every job has a time limit", (name) => {
  const { permissions, jobs } = workflow(name);
  expect(permissions).toEqual({ contents: "read" });
  for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
});
