import {
  type Container,
  type KubeObject,
  nameOf,
  type PodSpec,
  type SecurityContext,
  workloads,
} from "../objects.ts";

/** The kinds of volume that the restricted profile allows. */
const ALLOWED_VOLUMES = [
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
 * Rights that pods should not have: everything that the restricted profile of Pod Security forbids
 * (kubernetes.io/docs/concepts/security/pod-security-standards), a writable root file system, and a token for the
 * Kubernetes API.
 */
export function checkSecurityContext(objects: readonly KubeObject[]): string[] {
  return [
    ...objects.flatMap(checkNamespace),
    ...workloads(objects).flatMap(({ name, pod }) =>
      [
        ...podProblems(pod),
        ...allContainers(pod).flatMap((container) => containerProblems(container, pod)),
      ].map((problem) => `${name}: ${problem}`),
    ),
  ];
}

/** A namespace must enforce the restricted profile for all its pods. */
function checkNamespace(object: KubeObject): string[] {
  if (object.kind !== "Namespace") return [];
  const enforced = object.metadata.labels?.["pod-security.kubernetes.io/enforce"];
  return enforced === "restricted" ? [] : [`${nameOf(object)}: does not enforce the restricted profile`];
}

function allContainers({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

function podProblems(pod: PodSpec): string[] {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => pod[field]);
  const volumes = (pod.volumes ?? []).filter((volume) =>
    Object.keys(volume).some((key) => key !== "name" && !ALLOWED_VOLUMES.includes(key)),
  );
  return [
    ...shared.map((field) => `is not restricted: ${field}`),
    ...volumes.map(({ name }) => `is not restricted: the volume ${name}`),
    ...(pod.automountServiceAccountToken === false ? [] : ["mounts a token for the Kubernetes API"]),
  ];
}

function containerProblems(
  { name, ports = [], securityContext: context = {} }: Container,
  pod: PodSpec,
): string[] {
  const {
    seccompProfile: seccomp,
    runAsNonRoot,
    runAsUser,
  }: SecurityContext = { ...pod.securityContext, ...context };
  const { drop = [], add = [] } = context.capabilities ?? {};
  const rules: [isMet: boolean, problem: string][] = [
    [context.allowPrivilegeEscalation === false, "allowPrivilegeEscalation is not false"],
    [context.privileged !== true, "privileged is true"],
    [drop.includes("ALL") && add.every((one) => one === "NET_BIND_SERVICE"), "capabilities"],
    [runAsNonRoot === true && runAsUser !== 0, "it may run as root"],
    [seccomp?.type === "RuntimeDefault" || seccomp?.type === "Localhost", "seccompProfile"],
    [ports.every(({ hostPort }) => !hostPort), "hostPort"],
  ];
  return [
    ...rules.filter(([isMet]) => !isMet).map(([, problem]) => `${name} is not restricted: ${problem}`),
    ...(context.readOnlyRootFilesystem === true ? [] : [`${name} can write to its root file system`]),
  ];
}
