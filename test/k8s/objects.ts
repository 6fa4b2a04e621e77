import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

/** The fields of a Kubernetes object that the checks use; the schema check covers all fields. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: Record<string, never> & {
    replicas?: number;
    template?: { metadata: { labels: Record<string, string> }; spec: PodSpec };
  };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

export interface PodSpec {
  terminationGracePeriodSeconds?: number;
  automountServiceAccountToken?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  securityContext?: SecurityContext;
  initContainers?: Container[];
  containers: Container[];
  volumes?: Volume[];
  topologySpreadConstraints?: {
    topologyKey: string;
    labelSelector?: { matchLabels?: Record<string, string> };
    matchLabelKeys?: string[];
  }[];
}

export interface Volume extends Record<string, unknown> {
  name: string;
  configMap?: { name: string };
  secret?: { secretName: string; items?: { key: string }[] };
}

/** The security context of a pod or of a container. */
export interface SecurityContext {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seccompProfile?: { type: string };
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { drop?: string[]; add?: string[] };
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env?: EnvVar[];
  ports?: { name: string; containerPort: number; hostPort?: number }[];
  lifecycle?: { preStop?: { sleep?: { seconds: number }; exec?: { command: string[] } } };
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  securityContext?: SecurityContext;
  volumeMounts?: { name: string; mountPath: string }[];
  resources?: { requests?: { cpu?: string; memory?: string }; limits?: { memory?: string } };
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

export interface Probe {
  httpGet?: { path: string; port: string | number };
  tcpSocket?: { port: string | number };
  exec?: { command: string[] };
}

export const OVERLAYS = ["dev", "production", "aws", "gke"] as const;
const ROOT = new URL("../../", import.meta.url);

/** The text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** The objects that `kubectl apply -k` would send. @throws Error that says how to install kubectl if it is missing */
export function build(overlay: string): KubeObject[] {
  return buildFolder(fileURLToPath(new URL(`k8s/overlays/${overlay}`, ROOT)));
}

/** The objects of an overlay in any folder. */
export function buildFolder(folder: string): KubeObject[] {
  return parse(kustomize(folder));
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
      "kubectl 1.27 or newer is not installed. On Debian 13: sudo apt-get install kubernetes-client; " +
        "on other systems see https://kubernetes.io/docs/tasks/tools/.",
    );
  }
}

export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

/** The kinds of node that run a service; each has the name of its service. */
export const KINDS = ["api", "quiz", "sessions", "answers", "stats"] as const;

export function componentOf(labels: Record<string, string>): string {
  return labels["app.kubernetes.io/component"] ?? "";
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

/** Whether labels match a selector. */
export function matches(
  labels: Record<string, string>,
  selector: Record<string, string> | undefined,
): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {
    key: string;
    operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    values?: string[];
  }[];
}

/** Whether a selector selects a pod with these labels; an absent or empty selector selects all. */
export function selects(selector: LabelSelector | undefined, labels: Record<string, string>): boolean {
  return (
    matches(labels, selector?.matchLabels) &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      const isIn = value !== undefined && values.includes(value);
      return operator === "In" ? isIn : !isIn;
    })
  );
}
