import { container, find, type Mutation, pod } from "./mutate.ts";

export const RIGHTS: Mutation[] = [
  [
    "a root file system that is written to",
    (all) => (container(all, "stats").securityContext.readOnlyRootFilesystem = false),
    /may write/,
  ],
  [
    "a container that may become more",
    (all) => (container(all, "stats").securityContext.allowPrivilegeEscalation = true),
    /it may become more/,
  ],
  [
    "a pod that runs as root",
    (all) => (pod(all, "stats").securityContext.runAsNonRoot = false),
    /it may be root/,
  ],
  ["root by number", (all) => (pod(all, "redis").securityContext.runAsUser = 0), /it may be root/],
  [
    "a container that runs as root",
    (all) => (container(all, "api").securityContext.runAsNonRoot = false),
    /it may be root/,
  ],
  [
    "a first container that runs as root",
    (all) =>
      (pod(all, "api").initContainers = [{ name: "first", image: "x", securityContext: { runAsUser: 0 } }]),
    /first is not restricted: it may be root/,
  ],
  ["privileges", (all) => (container(all, "api").securityContext.privileged = true), /it is privileged/],
  [
    "a capability",
    (all) => (container(all, "api").securityContext.capabilities.add = ["SYS_ADMIN"]),
    /its capabilities/,
  ],
  [
    "all system calls",
    (all) => (container(all, "api").securityContext.seccompProfile = { type: "Unconfined" }),
    /its system calls/,
  ],
  ["the machine's network", (all) => (pod(all, "api").hostNetwork = true), /is not restricted: hostNetwork/],
  ["the machine's port", (all) => (container(all, "api").ports[0].hostPort = 3000), /a port of the machine/],
  [
    "the machine's disk",
    (all) => pod(all, "api").volumes.push({ name: "disk", hostPath: { path: "/" } }),
    /the volume disk/,
  ],
  [
    "a token for the Kubernetes API",
    (all) => delete pod(all, "nats", "StatefulSet").automountServiceAccountToken,
    /is handed a token/,
  ],
  [
    "a namespace that lets all in",
    (all) => delete find(all, "Namespace", "stampede").metadata.labels,
    /does not enforce the restricted profile/,
  ],
];
