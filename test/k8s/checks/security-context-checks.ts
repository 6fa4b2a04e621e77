import {
  type Container,
  type KubeObject,
  nameOf,
  type PodSpec,
  type SecurityContext,
  workloads,
} from "../objects.ts";

/** The volumes that the restricted profile lets a pod have. */
const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/**
 * What pods may that they should not: all that the restricted profile of Pod Security forbids
 * (kubernetes.io/docs/concepts/security/pod-security-standards), to write to their root file system, and to call
 * the Kubernetes API.
 */
export function checkSecurityContext(objects: readonly KubeObject[]): string[] {
  return [
    ...objects.flatMap(unguarded),
    ...workloads(objects).flatMap(({ name, pod }) =>
      [...podRights(pod), ...allContainers(pod).flatMap((container) => containerRights(container, pod))].map(
        (fault) => `${name}: ${fault}`,
      ),
    ),
  ];
}

/** A namespace in which the profile does not hold for what others put there. */
function unguarded(object: KubeObject): string[] {
  if (object.kind !== "Namespace") return [];
  const enforced = object.metadata.labels?.["pod-security.kubernetes.io/enforce"];
  return enforced === "restricted" ? [] : [`${nameOf(object)}: does not enforce the restricted profile`];
}

function allContainers({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

function podRights(pod: PodSpec): string[] {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => pod[field]);
  const volumes = (pod.volumes ?? []).filter((volume) =>
    Object.keys(volume).some((key) => key !== "name" && !VOLUMES.includes(key)),
  );
  return [
    ...shared.map((field) => `is not restricted: ${field}`),
    ...volumes.map(({ name }) => `is not restricted: the volume ${name}`),
    ...(pod.automountServiceAccountToken === false ? [] : ["is handed a token for the Kubernetes API"]),
  ];
}

function containerRights({ name, ports = [], securityContext: own = {} }: Container, pod: PodSpec): string[] {
  const {
    seccompProfile: seccomp,
    runAsNonRoot,
    runAsUser,
  }: SecurityContext = { ...pod.securityContext, ...own };
  const { drop = [], add = [] } = own.capabilities ?? {};
  const rules: [kept: boolean, rule: string][] = [
    [own.allowPrivilegeEscalation === false, "it may become more"],
    [own.privileged !== true, "it is privileged"],
    [drop.includes("ALL") && add.every((one) => one === "NET_BIND_SERVICE"), "its capabilities"],
    [runAsNonRoot === true && runAsUser !== 0, "it may be root"],
    [seccomp?.type === "RuntimeDefault" || seccomp?.type === "Localhost", "its system calls"],
    [ports.every(({ hostPort }) => !hostPort), "a port of the machine"],
  ];
  return [
    ...rules.filter(([kept]) => !kept).map(([, rule]) => `${name} is not restricted: ${rule}`),
    ...(own.readOnlyRootFilesystem === true ? [] : [`${name} may write to its root file system`]),
  ];
}
