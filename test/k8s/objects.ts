import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

/** The part of a Kubernetes object that checks look at; the schemas check the whole of it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: Record<string, never> & {
    template?: { metadata: { labels: Record<string, string> }; spec: PodSpec };
  };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

export interface PodSpec {
  terminationGracePeriodSeconds?: number;
  securityContext?: Record<string, unknown>;
  containers: Container[];
  volumes?: { name: string; configMap?: { name: string }; secret?: { secretName: string } }[];
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  ports?: { name: string; containerPort: number }[];
  lifecycle?: { preStop?: { sleep?: { seconds: number }; exec?: { command: string[] } } };
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string }[];
}

export interface Probe {
  httpGet?: { path: string; port: string | number };
  tcpSocket?: { port: string | number };
}

export const OVERLAYS = ["dev", "production", "aws"] as const;
const ROOT = new URL("../../", import.meta.url);

/** A file of the repository. */
export function text(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** What `kubectl apply -k` would send. @throws Error that says what to install */
export function build(overlay: string): KubeObject[] {
  return parse(kustomize(fileURLToPath(new URL(`k8s/overlays/${overlay}`, ROOT))));
}

export function parse(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as KubeObject);
}

function kustomize(folder: string): string {
  try {
    return execFileSync("kubectl", ["kustomize", folder], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code !== "ENOENT") throw new Error(`kubectl kustomize ${folder}: ${stderr ?? error}`);
    throw new Error(
      "Not on this machine: kubectl 1.27 or newer. On Debian 13: sudo apt-get install kubernetes-client; " +
        "elsewhere see https://kubernetes.io/docs/tasks/tools/.",
    );
  }
}

export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

/** The workloads that run pods. */
export function workloads(objects: readonly KubeObject[]) {
  return objects.flatMap((object) => {
    const template = object.spec?.template;
    return template
      ? [{ object, name: nameOf(object), labels: template.metadata.labels, pod: template.spec }]
      : [];
  });
}

/** Whether labels have all that a selector asks for. */
export function matches(
  labels: Record<string, string>,
  selector: Record<string, string> | undefined,
): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}
