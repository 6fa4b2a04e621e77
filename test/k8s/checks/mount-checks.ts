import type { KubeObject, PodSpec } from "../objects.ts";

interface Claiming {
  volumeClaimTemplates?: { metadata: { name: string } }[];
}

/** Mounts of volumes that a pod has not, and volumes that nothing mounts. */
export function brokenVolumes({ spec }: KubeObject): string[] {
  const pod = spec?.template?.spec;
  if (!pod) return [];
  const claims = (spec as unknown as Claiming).volumeClaimTemplates ?? [];
  const volumes = [...(pod.volumes ?? []), ...claims.map(({ metadata }) => metadata)].map(({ name }) => name);
  const mounted = pod.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  return [
    ...mounted.filter((name) => !volumes.includes(name)).map((name) => `has no volume ${name} to mount`),
    ...volumes.filter((name) => !mounted.includes(name)).map((name) => `nothing mounts its volume ${name}`),
  ];
}

/** Secrets, or keys of them, that a pod or Postgres asks for and that are not there. */
export function missingSecrets(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const held = new Map(
    objects
      .filter(({ kind }) => kind === "Secret")
      .map(({ metadata, data, stringData }) => [metadata.name, Object.keys({ ...data, ...stringData })]),
  );
  const pod = object.spec?.template?.spec;
  const asked = [...(pod ? askedBy(pod) : []), ...ownerOf(object)];
  return asked
    .filter(([secret, key]) => !held.get(secret)?.includes(key))
    .map(([secret, key]) => `there is no secret ${secret} with ${key}`);
}

type Asked = [secret: string, key: string];

function askedBy({ containers, volumes = [] }: PodSpec): Asked[] {
  const variables = containers.flatMap(({ env = [] }) =>
    env.flatMap(({ valueFrom }): Asked[] => {
      const { name, key } = valueFrom?.secretKeyRef ?? {};
      return name && key ? [[name, key]] : [];
    }),
  );
  const files = volumes.flatMap(({ secret }) =>
    (secret?.items ?? []).map(({ key }): Asked => [secret!.secretName, key]),
  );
  return [...variables, ...files];
}

interface Owning {
  bootstrap?: { initdb?: { secret?: { name: string } } };
}

/** Of CloudNativePG: the role that owns the database is the one that the secret names. */
function ownerOf({ kind, spec }: KubeObject): Asked[] {
  const name = kind === "Cluster" ? (spec as unknown as Owning).bootstrap?.initdb?.secret?.name : undefined;
  return name
    ? [
        [name, "username"],
        [name, "password"],
      ]
    : [];
}
