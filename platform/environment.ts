import { z } from "zod";

/** A whole number of an environment variable, between two bounds (both included). */
const whole = (fallback: number, min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback);

/**
 * An address that every library can read: of one that none can, they say so in errors that repeat it, password and
 * all. A Postgres behind a socket file has no host (`postgres://me@/db?host=/run/postgresql`).
 */
const isAddress = (text: string) => URL.canParse(text.replace("@/", "@socket/"));

const address = (...schemes: string[]) =>
  z
    .string()
    .refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)) && isAddress(text), {
      error: `must be an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
    })
    .optional();

/** As many NATS servers as there are, with commas between. */
const natsAddresses = z
  .string()
  .refine((text) => text.split(",").every((one) => /^(nats|tls):\/\//.test(one) && isAddress(one)), {
    error: "must be an address that begins with nats:// or tls://, or several with commas between",
  })
  .optional();

const list = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .default([]);

/** As OpenTelemetry has it: `name=value` pairs with commas between, percent-encoded. */
const headers = z
  .string()
  .regex(/^\s*[\w-]+\s*=[^,]*(,\s*[\w-]+\s*=[^,]*)*$/, "must be name=value pairs with commas between")
  .transform((text, issues): Record<string, string> => {
    try {
      const pairs = text.split(",").map((pair) => [pair, pair.indexOf("=")] as const);
      return Object.fromEntries(
        pairs.map(([pair, at]) => [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())]),
      );
    } catch {
      issues.addIssue({ code: "custom", message: "must be percent-encoded" });
      return z.NEVER;
    }
  })
  .default({});

/** A share of all, as a decimal. */
const share = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?)$/, "must be a number between 0 and 1")
  .transform(Number)
  .default(1);

/** Every setting of a node. Durations in ms, ports as numbers, absent addresses mean the embedded part. */
const settings = z.object({
  PORT: whole(3000, 0, 65535),
  METRICS_PORT: whole(3030, 0, 65535),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: address("postgres", "postgresql"),
  REDIS_URL: address("redis", "rediss"),
  NATS_URL: natsAddresses,
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  AUTH_JWKS_URL: address("https", "http"),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  STATS_MIN_INTERVAL_MS: whole(250, 10, 60_000),
  STATS_MAX_INTERVAL_MS: whole(5000, 10, 600_000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address("http", "https"),
  OTEL_EXPORTER_OTLP_HEADERS: headers,
  OTEL_TRACES_SAMPLER_ARG: share,
  STAMPEDE_LOG_FORMAT: z.enum(["json", "text"]).optional(),
  STAMPEDE_NODE_ID: z
    .string()
    .regex(/^[\w-]{1,100}$/, "must be letters, digits, - and _")
    .optional(),
  STAMPEDE_HEALTH_PORT: whole(0, 0, 65535),
  STAMPEDE_MIGRATIONS: z.enum(["run", "wait"]).default("run"),
  STAMPEDE_HEARTBEAT_S: whole(5, 1, 60),
  STAMPEDE_ADDRESS: z.string().min(1).default("0.0.0.0"),
  STAMPEDE_CORS_ORIGINS: list,
  STAMPEDE_TRUSTED_PROXIES: whole(0, 0, 10),
  STAMPEDE_ANSWERS_PER_SECOND: whole(10, 1, 100_000),
  STAMPEDE_JOINS_PER_SECOND: whole(200, 1, 1_000_000),
  STAMPEDE_UNKNOWN_CODES_PER_MINUTE: whole(60, 1, 1_000_000),
  STAMPEDE_HOST_CALLS_PER_SECOND: whole(50, 1, 100_000),
  STAMPEDE_BATCH_WINDOW_MS: whole(40, 0, 1000),
  // So many of the longest texts just fit into one message (test/services/api/answers/largest-batch.test.ts).
  STAMPEDE_BATCH_ROWS: whole(500, 1, 2000),
  STAMPEDE_QUEUE_ROWS: whole(20_000, 1, 1_000_000),
  STAMPEDE_QUEUE_AGE_MS: whole(3000, 100, 60_000),
  STAMPEDE_POOL_SIZE: whole(4, 1, 100),
  STAMPEDE_STATS_THREADS: whole(1, 1, 64),
  STAMPEDE_BOARDS_MIB: whole(1536, 1, 1_000_000),
  STAMPEDE_STREAMS_MAX: whole(20_000, 1, 1_000_000),
});

export type Environment = z.infer<typeof settings>;

/** All that is wrong with the environment, one line a fault; values are never repeated, some are secret. */
export class EnvironmentFaults extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The environment has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    );
    this.name = "EnvironmentFaults";
    this.faults = faults;
  }
}

/**
 * Reads a node's settings from its environment variables, once, at the start. An empty variable counts as
 * absent.
 *
 * @throws EnvironmentFaults that lists every fault at once, unknown `STAMPEDE_*` names included
 */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const faults = Object.keys(given)
    .filter((name) => name.startsWith("STAMPEDE_") && !(name in settings.shape))
    .map((name) => `${name}: there is no such setting`);
  const read = settings.safeParse(given);
  if (!read.success) {
    faults.push(...read.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  }
  faults.push(...faultsBetween(given));
  if (faults.length > 0 || !read.success) throw new EnvironmentFaults(faults);
  return read.data;
}

/** What is wrong between settings, told together with what is wrong with each. */
function faultsBetween(given: Record<string, string | undefined>): string[] {
  const faults: string[] = [];
  if (given.NATS_URL && !given.AUTH_SECRET) {
    faults.push("AUTH_SECRET: is required where NATS_URL is set, so that all nodes trust the same tokens");
  }
  for (const name of ["AUTH_ISSUER", "AUTH_AUDIENCE"]) {
    if (given.AUTH_JWKS_URL && !given[name]) faults.push(`${name}: is required where AUTH_JWKS_URL is set`);
  }
  if (Number(given.STATS_MIN_INTERVAL_MS ?? 250) > Number(given.STATS_MAX_INTERVAL_MS ?? 5000)) {
    faults.push("STATS_MIN_INTERVAL_MS: must not be greater than STATS_MAX_INTERVAL_MS");
  }
  return faults;
}
