import type { KubeObject, PodSpec } from "../objects.ts";

interface StatefulSetSpec {
  volumeClaimTemplates?: { metadata: { name: string } }[];
}

/** Mounts of volumes that a pod does not have, and volumes that no container mounts. */
export function checkVolumes({ spec }: KubeObject): string[] {
  const pod = spec?.template?.spec;
  if (!pod) return [];
  const claims = (spec as unknown as StatefulSetSpec).volumeClaimTemplates ?? [];
  const volumes = [...(pod.volumes ?? []), ...claims.map(({ metadata }) => metadata)].map(({ name }) => name);
  const mounted = pod.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  return [
    ...mounted
      .filter((name) => !volumes.includes(name))
      .map((name) => `mounts a volume ${name} that it does not have`),
    ...volumes
      .filter((name) => !mounted.includes(name))
      .map((name) => `no container mounts its volume ${name}`),
  ];
}

/** Secrets, or keys of secrets, that a pod or Postgres refers to and that do not exist. */
export function missingSecrets(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const keysBySecret = new Map(
    objects
      .filter(({ kind }) => kind === "Secret")
      .map(({ metadata, data, stringData }) => [metadata.name, Object.keys({ ...data, ...stringData })]),
  );
  const pod = object.spec?.template?.spec;
  const references = [...(pod ? referencesOfPod(pod) : []), ...ownerReferences(object)];
  return references
    .filter(([secret, key]) => !keysBySecret.get(secret)?.includes(key))
    .map(([secret, key]) => `there is no secret ${secret} with the key ${key}`);
}

type SecretReference = [secret: string, key: string];

function referencesOfPod({ containers, volumes = [] }: PodSpec): SecretReference[] {
  const variables = containers.flatMap(({ env = [] }) =>
    env.flatMap(({ valueFrom }): SecretReference[] => {
      const { name, key } = valueFrom?.secretKeyRef ?? {};
      return name && key ? [[name, key]] : [];
    }),
  );
  const files = volumes.flatMap(({ secret }) =>
    (secret?.items ?? []).map(({ key }): SecretReference => [secret!.secretName, key]),
  );
  return [...variables, ...files];
}

interface ClusterSpec {
  bootstrap?: { initdb?: { secret?: { name: string } } };
}

/** CloudNativePG takes the name and password of the database owner from a secret. */
function ownerReferences({ kind, spec }: KubeObject): SecretReference[] {
  const name =
    kind === "Cluster" ? (spec as unknown as ClusterSpec).bootstrap?.initdb?.secret?.name : undefined;
  return name
    ? [
        [name, "username"],
        [name, "password"],
      ]
    : [];
}
