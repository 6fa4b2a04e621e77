import { container, find, type Mutation, pod, remove, variable } from "./mutate.ts";

export const REFERENCES: Mutation[] = [
  [
    "a selector beside its pods",
    (all) => (find(all, "Deployment", "quiz").spec.selector.matchLabels.x = "y"),
    /does not match its own pods/,
  ],
  [
    "a budget without pods",
    (all) => (find(all, "PodDisruptionBudget", "quiz").spec.selector.matchLabels.x = "y"),
    /PodDisruptionBudget quiz: selects no pod/,
  ],
  [
    "a budget of too many pods",
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
    "a service without its port",
    (all) => (find(all, "Service", "api").spec.ports[0].targetPort = "web"),
    /no pod of it has the port web/,
  ],
  [
    "metrics of a port that is none",
    (all) => (find(all, "PodMonitor", "stampede").spec.podMetricsEndpoints[0].port = "metrix"),
    /no pod of it has the port metrix/,
  ],
  [
    "scaling of what is not there",
    (all) => (find(all, "ScaledObject", "api").spec.scaleTargetRef.name = "gateway"),
    /no Deployment gateway/,
  ],
  [
    "an ingress to nowhere",
    (all) => (find(all, "Ingress", "api").spec.rules[0].http.paths[0].backend.service.name = "web"),
    /no Service web/,
  ],
  [
    "an ingress to a port that is none",
    (all) => (find(all, "Ingress", "api").spec.rules[0].http.paths[0].backend.service.port.name = "web"),
    /the Service api has no port web/,
  ],
  [
    "a configuration that is not there",
    (all) => (pod(all, "redis").volumes[0].configMap.name = "x"),
    /no ConfigMap x/,
  ],
  [
    "a mount of no volume",
    (all) => container(all, "api").volumeMounts.push({ name: "x", mountPath: "/x" }),
    /has no volume x/,
  ],
  [
    "a volume that nothing mounts",
    (all) => (container(all, "redis").volumeMounts = []),
    /nothing mounts its volume settings/,
  ],
  [
    "a secret by a wrong name",
    (all) => (variable(all, "api", "AUTH_SECRET").valueFrom.secretKeyRef.name = "auht"),
    /no secret auht with secret/,
  ],
  [
    "a secret's file by a wrong key",
    (all) => (pod(all, "pgbouncer").volumes[1].secret.items[0].key = "users"),
    /no secret database with users/,
  ],
  [
    "an owner of the database without a password",
    (all) => (find(all, "Cluster", "postgres").spec.bootstrap.initdb.secret.name = "owner"),
    /no secret owner with password/,
  ],
  [
    "servers that have no names",
    (all) => (find(all, "StatefulSet", "nats").spec.serviceName = "nats"),
    /Service nats names no single pod/,
  ],
  [
    "a backup of no cluster",
    (all) => (find(all, "ScheduledBackup", "daily").spec.cluster.name = "pg"),
    /no Cluster pg/,
  ],
  ["a backup to nowhere", (all) => remove(all, "ObjectStore", "postgres"), /no ObjectStore postgres/],
  [
    "an object in another namespace",
    (all) => delete find(all, "Ingress", "api").metadata.namespace,
    /Ingress api: is in another namespace/,
  ],
  [
    "a kind of node that is not there",
    (all) => remove(all, "Deployment", "quiz"),
    /there is no Deployment quiz/,
  ],
  [
    "two releases at once",
    (all) => (container(all, "api").image = "registry.example/stampede:0.0.9"),
    /runs .*0\.0\.9/,
  ],
  [
    "migrations of another release",
    (all) => (find(all, "Job", "migrations-0.1.0").metadata.name = "migrations-next"),
    /the migrations of 0.1.0 are migrations-next/,
  ],
  [
    "a kind of node without a budget",
    (all) => remove(all, "PodDisruptionBudget", "stats"),
    /stats has 0 disruption budgets/,
  ],
  [
    "a budget that lets nobody go",
    (all) => (find(all, "PodDisruptionBudget", "nats").spec.maxUnavailable = 0),
    /PodDisruptionBudget nats: lets no pod go/,
  ],
  ["a kind that does not scale", (all) => remove(all, "ScaledObject", "stats"), /stats does not scale/],
  [
    "a number of nodes that undoes scaling",
    (all) => (find(all, "Deployment", "api").spec.replicas = 3),
    /api has a number that undoes its scaling/,
  ],
  [
    "metrics that nobody reads",
    (all) => (find(all, "PodMonitor", "stampede").spec.selector.matchLabels = { "stampede/cache": "true" }),
    /nobody reads the metrics of answers/,
  ],
];
