import { container, type Mutation, unset, variable } from "./mutate.ts";

export const SETTINGS: Mutation[] = [
  [
    "a variable that no code reads",
    (all) => container(all, "api").env.push({ name: "PROT", value: "1" }),
    /PROT is a variable that no code reads/,
  ],
  [
    "a setting that is no setting",
    (all) => container(all, "api").env.push({ name: "STAMPEDE_X", value: "1" }),
    /STAMPEDE_X: there is no such setting/,
  ],
  [
    "a setting out of bounds",
    (all) => container(all, "api").env.push({ name: "PORT", value: "70000" }),
    /PORT/,
  ],
  ["a database that is not set", (all) => unset(all, "answers", "DATABASE"), /DATABASE_URL is not set/],
  ["a cache that is not set", (all) => unset(all, "api", "REDIS"), /REDIS_URL is not set/],
  [
    "a node that migrates by itself",
    (all) => unset(all, "answers", "STAMPEDE_MIGRATIONS"),
    /STAMPEDE_MIGRATIONS is not set/,
  ],
  [
    "a variable before what it uses",
    (all) => container(all, "answers").env.reverse(),
    /does not stand before it/,
  ],
  [
    "a secret in the open",
    (all) => {
      const secret = variable(all, "api", "AUTH_SECRET");
      delete secret.valueFrom;
      secret.value = "0123456789abcdef0123456789abcdef";
    },
    /AUTH_SECRET holds a secret in the open/,
  ],
  [
    "a password in an address",
    (all) => (variable(all, "api", "REDIS_URL").value = "redis://:hush@redis:6379"),
    /REDIS_URL holds a secret in the open/,
  ],
  [
    "a port that the image has not",
    (all) => (container(all, "api").ports[0].containerPort = 8080),
    /does not expose 8080/,
  ],
  [
    "a port that is not opened",
    (all) => (variable(all, "api", "STAMPEDE_HEALTH_PORT").value = "3002"),
    /its port health, 3001, is not opened/,
  ],
  [
    "no metrics",
    (all) => container(all, "api").env.push({ name: "METRICS_PORT", value: "0" }),
    /its port metrics, 3030, is not opened/,
  ],
  [
    "a data folder on the root file system",
    (all) => (container(all, "api").volumeMounts = []),
    /DATA_DIR, \/tmp, cannot be written/,
  ],
  [
    "another kind's service",
    (all) => (container(all, "quiz").args = ["services/stats/stats.service.ts"]),
    /under the name of quiz/,
  ],
  [
    "arguments that are the runner's own",
    (all) => (container(all, "quiz").args = ["-e", "services/quiz/quiz.service.ts"]),
    /runs -e .* under the name of quiz/,
  ],
  ["a node that carries everything", (all) => delete container(all, "quiz").args, /under the name of quiz/],
  [
    "an operators' pod that runs the image",
    (all) => {
      delete container(all, "operator").command;
      container(all, "operator").args = ["-e", "setInterval(() => {}, 1)"];
    },
    /under the name of operator/,
  ],
  [
    "a file that the image has not",
    (all) => (container(all, "migrations-0.1.0", "Job").command = ["node", "dev-cluster/cluster.ts"]),
    /the image has no dev-cluster\/cluster.ts/,
  ],
  [
    "a server that is not there",
    (all) => (variable(all, "api", "NATS_URL").value = "nats://api:$(NATS_PASSWORD)@natz:4222"),
    /NATS_URL leads to natz:4222, which no Service has/,
  ],
  [
    "a server's port that is none",
    (all) => (variable(all, "api", "REDIS_URL").value = "redis://:$(REDIS_PASSWORD)@redis:6380"),
    /REDIS_URL leads to redis:6380/,
  ],
  [
    "another kind's name at NATS",
    (all) => (variable(all, "api", "NATS_URL").value = "nats://stats:$(NATS_PASSWORD)@nats:4222"),
    /comes to NATS as stats/,
  ],
  [
    "a way past PgBouncer",
    (all) =>
      (variable(all, "answers", "DATABASE_URL").value =
        "postgres://stampede:$(DATABASE_PASSWORD)@postgres-rw:5432/stampede"),
    /goes to Postgres past PgBouncer/,
  ],
];
