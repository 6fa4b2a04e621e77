import { container, find, type Mutation, pod } from "./mutate.ts";

export const SECURITY_CONTEXT: Mutation[] = [
  [
    "a writable root file system",
    (all) => (container(all, "stats").securityContext.readOnlyRootFilesystem = false),
    /can write to its root file system/,
  ],
  [
    "a container that allows privilege escalation",
    (all) => (container(all, "stats").securityContext.allowPrivilegeEscalation = true),
    /allowPrivilegeEscalation is not false/,
  ],
  [
    "a pod that runs as root",
    (all) => (pod(all, "stats").securityContext.runAsNonRoot = false),
    /it may run as root/,
  ],
  ["user id 0", (all) => (pod(all, "redis").securityContext.runAsUser = 0), /it may run as root/],
  [
    "a container that runs as root",
    (all) => (container(all, "api").securityContext.runAsNonRoot = false),
    /it may run as root/,
  ],
  [
    "an init container that runs as root",
    (all) =>
      (pod(all, "api").initContainers = [{ name: "first", image: "x", securityContext: { runAsUser: 0 } }]),
    /first is not restricted: it may run as root/,
  ],
  [
    "a privileged container",
    (all) => (container(all, "api").securityContext.privileged = true),
    /privileged is true/,
  ],
  [
    "an added capability",
    (all) => (container(all, "api").securityContext.capabilities.add = ["SYS_ADMIN"]),
    /is not restricted: capabilities/,
  ],
  [
    "no seccomp profile",
    (all) => (container(all, "api").securityContext.seccompProfile = { type: "Unconfined" }),
    /is not restricted: seccompProfile/,
  ],
  [
    "the network of the machine",
    (all) => (pod(all, "api").hostNetwork = true),
    /is not restricted: hostNetwork/,
  ],
  [
    "a port of the machine",
    (all) => (container(all, "api").ports[0].hostPort = 3000),
    /is not restricted: hostPort/,
  ],
  [
    "a folder of the machine",
    (all) => pod(all, "api").volumes.push({ name: "disk", hostPath: { path: "/" } }),
    /the volume disk/,
  ],
  [
    "a token for the Kubernetes API",
    (all) => delete pod(all, "nats", "StatefulSet").automountServiceAccountToken,
    /mounts a token for the Kubernetes API/,
  ],
  [
    "a namespace without Pod Security",
    (all) => delete find(all, "Namespace", "stampede").metadata.labels,
    /does not enforce the restricted profile/,
  ],
];
