import { container, type Mutation, unset, variable } from "./mutate.ts";

export const SETTINGS: Mutation[] = [
  [
    "a variable that no code reads",
    (all) => container(all, "api").env.push({ name: "PROT", value: "1" }),
    /PROT is a variable that no code reads/,
  ],
  [
    "an unknown setting",
    (all) => container(all, "api").env.push({ name: "STAMPEDE_X", value: "1" }),
    /STAMPEDE_X: unknown setting/,
  ],
  [
    "a setting out of bounds",
    (all) => container(all, "api").env.push({ name: "PORT", value: "70000" }),
    /PORT/,
  ],
  ["no database URL", (all) => unset(all, "answers", "DATABASE"), /DATABASE_URL is not set/],
  ["no Redis URL", (all) => unset(all, "api", "REDIS"), /REDIS_URL is not set/],
  [
    "a node that runs migrations",
    (all) => unset(all, "answers", "STAMPEDE_MIGRATIONS"),
    /STAMPEDE_MIGRATIONS is not set/,
  ],
  [
    "a variable defined before one that it uses",
    (all) => container(all, "answers").env.reverse(),
    /is not defined before it/,
  ],
  [
    "a secret in plain text",
    (all) => {
      const secret = variable(all, "api", "AUTH_SECRET");
      delete secret.valueFrom;
      secret.value = "0123456789abcdef0123456789abcdef";
    },
    /AUTH_SECRET contains a secret in plain text/,
  ],
  [
    "a password in a URL",
    (all) => (variable(all, "api", "REDIS_URL").value = "redis://:hush@redis:6379"),
    /REDIS_URL contains a secret in plain text/,
  ],
  [
    "a port that the image does not expose",
    (all) => (container(all, "api").ports[0].containerPort = 8080),
    /does not expose 8080/,
  ],
  [
    "a port that no setting opens",
    (all) => (variable(all, "api", "STAMPEDE_HEALTH_PORT").value = "3002"),
    /no setting opens its port health, 3001/,
  ],
  [
    "no metrics",
    (all) => container(all, "api").env.push({ name: "METRICS_PORT", value: "0" }),
    /no setting opens its port metrics, 3030/,
  ],
  [
    "metrics on loopback",
    (all) => (variable(all, "api", "STAMPEDE_METRICS_ADDRESS").value = "127.0.0.1"),
    /its port metrics is open on 127\.0\.0\.1 only/,
  ],
  [
    "a data folder on the root file system",
    (all) => (container(all, "api").volumeMounts = []),
    /DATA_DIR, \/tmp, is not writable/,
  ],
  [
    "another kind's service",
    (all) => (container(all, "quiz").args = ["services/stats/stats.service.ts"]),
    /the component quiz runs/,
  ],
  [
    "arguments for Node itself",
    (all) => (container(all, "quiz").args = ["-e", "services/quiz/quiz.service.ts"]),
    /the component quiz runs -e /,
  ],
  ["a node that runs all services", (all) => delete container(all, "quiz").args, /the component quiz runs/],
  [
    "an operators' pod that runs the image",
    (all) => {
      delete container(all, "operator").command;
      container(all, "operator").args = ["-e", "setInterval(() => {}, 1)"];
    },
    /the component operator runs -e /,
  ],
  [
    "a file that is not in the image",
    (all) => (container(all, "migrations-0.1.0", "Job").command = ["node", "dev-cluster/cluster.ts"]),
    /the image has no dev-cluster\/cluster.ts/,
  ],
  [
    "a server that does not exist",
    (all) => (variable(all, "api", "NATS_URL").value = "nats://api:$(NATS_PASSWORD)@natz:4222"),
    /NATS_URL: no Service has natz:4222/,
  ],
  [
    "a server port that does not exist",
    (all) => (variable(all, "api", "REDIS_URL").value = "redis://:$(REDIS_PASSWORD)@redis:6380"),
    /REDIS_URL: no Service has redis:6380/,
  ],
  [
    "the NATS user of another kind",
    (all) => (variable(all, "api", "NATS_URL").value = "nats://stats:$(NATS_PASSWORD)@nats:4222"),
    /uses the NATS user stats/,
  ],
  [
    "a connection to Postgres without PgBouncer",
    (all) =>
      (variable(all, "answers", "DATABASE_URL").value =
        "postgres://stampede:$(DATABASE_PASSWORD)@postgres-rw:5432/stampede"),
    /connects to Postgres without PgBouncer/,
  ],
];
