import { container, find, type Mutation, pod, remove, variable } from "./mutate.ts";

export const REFERENCES: Mutation[] = [
  [
    "a selector that does not match its pods",
    (all) => (find(all, "Deployment", "quiz").spec.selector.matchLabels.x = "y"),
    /does not match its own pods/,
  ],
  [
    "a budget without pods",
    (all) => (find(all, "PodDisruptionBudget", "quiz").spec.selector.matchLabels.x = "y"),
    /PodDisruptionBudget quiz: selects no pod/,
  ],
  [
    "a budget for the pods of several workloads",
    (all) =>
      (find(all, "PodDisruptionBudget", "quiz").spec.selector.matchLabels = {
        "app.kubernetes.io/part-of": "stampede",
      }),
    /PodDisruptionBudget quiz: selects pods of several workloads/,
  ],
  [
    "a policy without pods",
    (all) => (find(all, "NetworkPolicy", "redis").spec.podSelector.matchLabels.x = "y"),
    /NetworkPolicy redis: selects no pod/,
  ],
  [
    "a service whose target port does not exist",
    (all) => (find(all, "Service", "api").spec.ports[0].targetPort = "web"),
    /its pods have no port web/,
  ],
  [
    "a metrics port that does not exist",
    (all) => (find(all, "PodMonitor", "stampede").spec.podMetricsEndpoints[0].port = "metrix"),
    /its pods have no port metrix/,
  ],
  [
    "scaling of a Deployment that does not exist",
    (all) => (find(all, "ScaledObject", "api").spec.scaleTargetRef.name = "gateway"),
    /no Deployment gateway/,
  ],
  [
    "an ingress to a Service that does not exist",
    (all) => (find(all, "Ingress", "api").spec.rules[0].http.paths[0].backend.service.name = "web"),
    /no Service web/,
  ],
  [
    "an ingress to a port that does not exist",
    (all) => (find(all, "Ingress", "api").spec.rules[0].http.paths[0].backend.service.port.name = "web"),
    /the Service api has no port web/,
  ],
  [
    "a ConfigMap that does not exist",
    (all) => (pod(all, "redis").volumes[0].configMap.name = "x"),
    /no ConfigMap x/,
  ],
  [
    "a mount of a volume that does not exist",
    (all) => container(all, "api").volumeMounts.push({ name: "x", mountPath: "/x" }),
    /mounts a volume x that it does not have/,
  ],
  [
    "a volume that nothing mounts",
    (all) => (container(all, "redis").volumeMounts = []),
    /no container mounts its volume settings/,
  ],
  [
    "a secret with a wrong name",
    (all) => (variable(all, "api", "AUTH_SECRET").valueFrom.secretKeyRef.name = "auht"),
    /no secret auht with the key secret/,
  ],
  [
    "a secret file with a wrong key",
    (all) => (pod(all, "pgbouncer").volumes[1].secret.items[0].key = "users"),
    /no secret database with the key users/,
  ],
  [
    "a database owner without a password",
    (all) => (find(all, "Cluster", "postgres").spec.bootstrap.initdb.secret.name = "owner"),
    /no secret owner with the key password/,
  ],
  [
    "NATS servers without names",
    (all) => (find(all, "StatefulSet", "nats").spec.serviceName = "nats"),
    /Service nats is not headless/,
  ],
  [
    "a backup of a Cluster that does not exist",
    (all) => (find(all, "ScheduledBackup", "daily").spec.cluster.name = "pg"),
    /no Cluster pg/,
  ],
  [
    "a backup to an ObjectStore that does not exist",
    (all) => remove(all, "ObjectStore", "postgres"),
    /no ObjectStore postgres/,
  ],
  [
    "an object in another namespace",
    (all) => delete find(all, "Ingress", "api").metadata.namespace,
    /Ingress api: is in another namespace/,
  ],
  [
    "a kind of node without a Deployment",
    (all) => remove(all, "Deployment", "quiz"),
    /there is no Deployment quiz/,
  ],
  [
    "two releases at once",
    (all) => (container(all, "api").image = "registry.example/stampede:0.0.9"),
    /the images differ: .*0\.0\.9/,
  ],
  [
    "migrations of another release",
    (all) => (find(all, "Job", "migrations-0.1.0").metadata.name = "migrations-next"),
    /the migrations Job of release 0.1.0 is migrations-next/,
  ],
  [
    "a kind of node without a budget",
    (all) => remove(all, "PodDisruptionBudget", "stats"),
    /stats has 0 disruption budgets/,
  ],
  [
    "a budget that allows no eviction",
    (all) => (find(all, "PodDisruptionBudget", "nats").spec.maxUnavailable = 0),
    /PodDisruptionBudget nats: allows no eviction/,
  ],
  ["a kind that does not scale", (all) => remove(all, "ScaledObject", "stats"), /stats does not scale/],
  [
    "a number of replicas that overrides scaling",
    (all) => (find(all, "Deployment", "api").spec.replicas = 3),
    /api sets replicas, which overrides its scaling/,
  ],
  [
    "metrics that no PodMonitor selects",
    (all) => (find(all, "PodMonitor", "stampede").spec.selector.matchLabels = { "stampede/cache": "true" }),
    /no PodMonitor selects answers/,
  ],
];
