import { z } from "zod";
import { parseVenue, type Venue } from "./network/venues.ts";

/** An integer from `min` to `max`; `defaultValue` if it is not set. */
const integer = (defaultValue: number, min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(defaultValue);

/**
 * Whether a text is a valid URL. It is checked here because the libraries' errors would contain the URL with its
 * password. A URL for a Unix socket of Postgres has no host (`postgres://me@/db?host=/run/postgresql`).
 */
const isUrl = (text: string) => URL.canParse(text.replace("@/", "@socket/"));

const url = (...schemes: string[]) =>
  z
    .string()
    .refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)) && isUrl(text), {
      error: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
    })
    .optional();

/** The URLs of one or more NATS servers, separated by commas. */
const natsUrls = z
  .string()
  .refine((text) => text.split(",").every((part) => /^(nats|tls):\/\//.test(part) && isUrl(part)), {
    error: "must be a URL that begins with nats:// or tls://, or several of them separated by commas",
  })
  .optional();

/** The address at which people reach the pages, without a path. */
const publicUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text), {
    error: "must be http:// or https:// and a host, without a path",
  })
  .transform((text) => new URL(text).origin)
  .optional();

const commaSeparatedList = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .default([]);

/** Venues, separated by commas: an address or a range each, and a factor: `203.0.113.0/24=10,2001:db8::/32`. */
const venues = commaSeparatedList.transform((texts, issues): Venue[] =>
  texts.flatMap((text) => {
    const venue = parseVenue(text);
    if (typeof venue !== "string") return [venue];
    issues.addIssue({ code: "custom", message: `entry ${texts.indexOf(text) + 1} ${venue}` });
    return [];
  }),
);

/** HTTP headers in the format of OpenTelemetry: `name=value` pairs separated by commas, values percent-encoded. */
const headers = z
  .string()
  .regex(/^\s*[\w-]+\s*=[^,]*(,\s*[\w-]+\s*=[^,]*)*$/, "must be name=value pairs separated by commas")
  .transform((text, issues): Record<string, string> => {
    try {
      const pairs = text.split(",").map((pair) => [pair, pair.indexOf("=")] as const);
      return Object.fromEntries(
        pairs.map(([pair, equals]) => [
          pair.slice(0, equals).trim(),
          decodeURIComponent(pair.slice(equals + 1).trim()),
        ]),
      );
    } catch {
      issues.addIssue({ code: "custom", message: "must be percent-encoded" });
      return z.NEVER;
    }
  })
  .default({});

/** A decimal number from 0 to 1. */
const ratio = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?)$/, "must be a number between 0 and 1")
  .transform(Number)
  .default(1);

/**
 * All settings of a node. Durations are in ms unless the name says otherwise. Without
 * the URL of Postgres, Redis or NATS, the node uses its embedded database, an in-memory cache or no transporter.
 */
const settings = z.object({
  PORT: integer(3000, 0, 65535),
  METRICS_PORT: integer(3030, 0, 65535),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: url("postgres", "postgresql"),
  REDIS_URL: url("redis", "rediss"),
  NATS_URL: natsUrls,
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  AUTH_JWKS_URL: url("https", "http"),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  STAMPEDE_OPENID_CLIENT_ID: z.string().min(1).optional(),
  STAMPEDE_OPENID_CLIENT_SECRET: z.string().min(1).optional(),
  STAMPEDE_OPENID_SCOPE: z
    .string()
    .regex(/^\S+( \S+)*$/, "must be words separated by spaces")
    .default("openid profile"),
  STAMPEDE_PUBLIC_URL: publicUrl,
  STATS_MIN_INTERVAL_MS: integer(250, 10, 60_000),
  STATS_MAX_INTERVAL_MS: integer(5000, 10, 600_000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url("http", "https"),
  OTEL_EXPORTER_OTLP_HEADERS: headers,
  OTEL_TRACES_SAMPLER_ARG: ratio,
  STAMPEDE_LOG_FORMAT: z.enum(["json", "text"]).optional(),
  STAMPEDE_NODE_ID: z
    .string()
    .regex(/^[\w-]{1,100}$/, "must be 1 to 100 letters, digits, - or _")
    .optional(),
  STAMPEDE_HEALTH_PORT: integer(0, 0, 65535),
  STAMPEDE_MIGRATIONS: z.enum(["run", "wait"]).default("run"),
  STAMPEDE_HEARTBEAT_S: integer(5, 1, 60),
  STAMPEDE_ADDRESS: z.string().min(1).default("0.0.0.0"),
  STAMPEDE_METRICS_ADDRESS: z.string().min(1).default("127.0.0.1"),
  STAMPEDE_CORS_ORIGINS: commaSeparatedList,
  STAMPEDE_RAW_HTTP: z.enum(["on", "off"]).default("on"),
  STAMPEDE_TRUSTED_PROXIES: integer(0, 0, 10),
  STAMPEDE_ANSWERS_PER_SECOND: integer(10, 1, 100_000),
  STAMPEDE_VENUES: venues,
  STAMPEDE_JOINS_PER_SECOND: integer(400, 1, 1_000_000),
  STAMPEDE_UNKNOWN_CODES_PER_MINUTE: integer(60, 1, 1_000_000),
  STAMPEDE_WRONG_PINS_PER_MINUTE: integer(10, 1, 1_000_000),
  STAMPEDE_HOST_CALLS_PER_SECOND: integer(50, 1, 100_000),
  STAMPEDE_UNKNOWN_SESSIONS_PER_MINUTE: integer(60, 1, 1_000_000),
  STAMPEDE_SESSION_LOOKUPS_PER_SECOND: integer(200, 1, 1_000_000),
  STAMPEDE_BATCH_WINDOW_MS: integer(40, 0, 1000),
  // 2,000 of the longest texts just fit into one message (test/services/api/answers/largest-batch.test.ts).
  STAMPEDE_BATCH_ROWS: integer(500, 1, 2000),
  STAMPEDE_QUEUE_ROWS: integer(20_000, 1, 1_000_000),
  STAMPEDE_QUEUE_AGE_MS: integer(3000, 100, 60_000),
  STAMPEDE_PUT_OFF_MIB: integer(64, 1, 100_000),
  STAMPEDE_POOL_SIZE: integer(4, 1, 100),
  STAMPEDE_STATS_THREADS: integer(1, 1, 64),
  STAMPEDE_BOARDS_MIB: integer(1536, 1, 1_000_000),
  STAMPEDE_QUIZZES_PER_HOST: integer(10_000, 1, 2_000_000_000),
  STAMPEDE_QUIZ_MIB_PER_HOST: integer(1024, 1, 1_000_000_000),
  STAMPEDE_SESSIONS_PER_HOST: integer(100_000, 1, 2_000_000_000),
  STAMPEDE_PLAYERS_PER_HOST: integer(10_000_000, 1, 1_000_000_000_000),
  STAMPEDE_EXPECTED_PLAYERS_MAX: integer(20_000, 0, 100_000_000),
  STAMPEDE_STREAMS_MAX: integer(20_000, 1, 1_000_000),
  // The project's client takes a stream for dead that is silent for 40 s.
  STAMPEDE_STREAM_COMMENT_S: integer(15, 1, 30),
  STAMPEDE_CONNECTIONS_MAX: integer(50_000, 1, 1_000_000),
});

export type Environment = z.infer<typeof settings>;

/** Lists all problems with the environment. It never contains values, because some of them are secret. */
export class EnvironmentError extends Error {
  /** One line per problem. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 error" : `${problems.length} errors`;
    super(`The environment has ${count}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "EnvironmentError";
    this.problems = problems;
  }
}

/** Variables of commands, such as `npm run rehearse`, that may stand in the same shell. */
const OF_TOOLS: ReadonlySet<string> = new Set(["STAMPEDE_HOST_TOKEN"]);

/**
 * Reads a node's settings from its environment variables, once, when it starts. An empty variable counts as not set.
 *
 * @throws EnvironmentError with all problems at once, unknown `STAMPEDE_*` names included
 */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const nonEmpty = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const problems = Object.keys(nonEmpty)
    .filter((name) => name.startsWith("STAMPEDE_") && !(name in settings.shape) && !OF_TOOLS.has(name))
    .map((name) => `${name}: unknown setting`);
  const parsed = settings.safeParse(nonEmpty);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  }
  problems.push(...combinationProblems(nonEmpty));
  if (problems.length > 0 || !parsed.success) throw new EnvironmentError(problems);
  return parsed.data;
}

/**
 * Problems with combinations of settings. They are found in the raw variables, so they are reported together with the
 * problems of single settings.
 */
function combinationProblems(variables: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  if (variables.NATS_URL && !variables.AUTH_SECRET) {
    problems.push("AUTH_SECRET: is required if NATS_URL is set, so that all nodes accept the same tokens");
  }
  for (const name of ["AUTH_ISSUER", "AUTH_AUDIENCE"]) {
    if (variables.AUTH_JWKS_URL && !variables[name])
      problems.push(`${name}: is required if AUTH_JWKS_URL is set`);
  }
  if (variables.STAMPEDE_OPENID_CLIENT_ID && !variables.AUTH_JWKS_URL)
    problems.push("AUTH_JWKS_URL: is required if STAMPEDE_OPENID_CLIENT_ID is set");
  if (variables.STAMPEDE_OPENID_CLIENT_ID && !/^https?:\/\//.test(variables.AUTH_ISSUER ?? "http://"))
    problems.push("AUTH_ISSUER: must be a URL if STAMPEDE_OPENID_CLIENT_ID is set");
  if (variables.STAMPEDE_OPENID_CLIENT_SECRET && !variables.STAMPEDE_OPENID_CLIENT_ID)
    problems.push("STAMPEDE_OPENID_CLIENT_ID: is required if STAMPEDE_OPENID_CLIENT_SECRET is set");
  if (Number(variables.STATS_MIN_INTERVAL_MS ?? 250) > Number(variables.STATS_MAX_INTERVAL_MS ?? 5000)) {
    problems.push("STATS_MIN_INTERVAL_MS: must not be greater than STATS_MAX_INTERVAL_MS");
  }
  return problems;
}
