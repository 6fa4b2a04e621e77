import { EnvironmentError, readEnvironment } from "../../platform/environment.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

/** The names of the invalid settings, sorted. */
const invalidNames = (variables: Record<string, string>) =>
  problemsOf(variables)
    .map((problem) => problem.slice(0, problem.indexOf(":")))
    .sort();

test("without settings everything is embedded", () => {
  const environment = readEnvironment({});
  expect(environment).toMatchObject({ PORT: 3000, METRICS_PORT: 3030, DATA_DIR: ".data" });
  expect(environment).toMatchObject({ STAMPEDE_ADDRESS: "0.0.0.0", STAMPEDE_METRICS_ADDRESS: "127.0.0.1" });
  expect(environment).toMatchObject({ STATS_MIN_INTERVAL_MS: 250, STATS_MAX_INTERVAL_MS: 5000 });
  expect(environment.DATABASE_URL ?? environment.REDIS_URL ?? environment.NATS_URL).toBeUndefined();
});

test("all problems are listed at once", () => {
  const variables = {
    PORT: "65536",
    METRICS_PORT: "-1",
    DATABASE_URL: "mysql://db",
    REDIS_URL: "localhost:6379",
    NATS_URL: "http://nats",
    AUTH_SECRET: "short",
    LOG_LEVEL: "loud",
    STATS_MIN_INTERVAL_MS: "1e3",
    STAMPEDE_QUEUE_ROWS: "0",
    STAMPEDE_QUEUE_ROW: "5",
  };
  expect(invalidNames(variables)).toEqual(Object.keys(variables).sort());
});

test("an unknown STAMPEDE_ name is a problem; other programs' variables are not", () => {
  expect(problemsOf({ STAMPEDE_PROT: "1" })).toEqual(["STAMPEDE_PROT: unknown setting"]);
  // It is for `npm run rehearse`, and may stand in the same shell.
  expect(problemsOf({ STAMPEDE_HOST_TOKEN: "x" })).toEqual([]);
  expect(problemsOf({ PROT: "1", HOME: "/", STAMPED_X: "1" })).toEqual([]);
});

test("an empty variable counts as not set, even an unknown one", () => {
  expect(readEnvironment({ PORT: "", AUTH_SECRET: "", STAMPEDE_PROT: "" }).PORT).toBe(3000);
});

test.each([
  "DATABASE_URL",
  "REDIS_URL",
  "NATS_URL",
  "AUTH_JWKS_URL",
])("%s must be a valid URL, because a library would show it with its password in an error", (name) => {
  const scheme = { DATABASE_URL: "postgres", REDIS_URL: "redis", NATS_URL: "nats" }[name] ?? "https";
  const others = { AUTH_SECRET: SECRET, AUTH_ISSUER: "i", AUTH_AUDIENCE: "a" };
  for (const rest of ["me:pa55word@db:port", "me:pa55word@db:99999/x", "[::1"]) {
    expect(invalidNames({ ...others, [name]: `${scheme}://${rest}` })).toEqual([name]);
  }
  expect(problemsOf({ ...others, [name]: `${scheme}://me:pa55word@db:1234/x` })).toEqual([]);
  expect(problemsOf({ DATABASE_URL: "postgres://me:pa55word@/db?host=/run/postgresql" })).toEqual([]);
});

test("several NATS servers are separated by commas", () => {
  const servers = (NATS_URL: string) => invalidNames({ NATS_URL, AUTH_SECRET: SECRET });
  expect(servers("nats://u:p@one:4222,nats://u:p@two:4222")).toEqual([]);
  expect(servers("nats://u:p@one:4222,two:4222")).toEqual(["NATS_URL"]);
  expect(servers("nats://u:p@one:4222,nats://u:p@two:port")).toEqual(["NATS_URL"]);
});

test("messages never contain a value", () => {
  const secrets = {
    AUTH_SECRET: "hunter2hunter2",
    DATABASE_URL: "mysql://me:pa55word@db",
    LOG_LEVEL: "s3cret",
  };
  try {
    readEnvironment(secrets);
    throw new Error("accepted them");
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    const text = `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`;
    for (const value of [...Object.values(secrets), "pa55word"]) expect(text).not.toContain(value);
  }
});

test.each([
  "0x10",
  "1.5",
  " 1",
  "1e2",
  "٣",
  "-5",
  "99999999999999999999",
])("%p is not a whole number in the allowed range", (value) => {
  expect(invalidNames({ STAMPEDE_QUEUE_ROWS: value })).toEqual(["STAMPEDE_QUEUE_ROWS"]);
});

test("nodes of a cluster must share a secret", () => {
  expect(invalidNames({ NATS_URL: "nats://nats:4222" })).toEqual(["AUTH_SECRET"]);
  expect(problemsOf({ NATS_URL: "nats://nats:4222", AUTH_SECRET: SECRET })).toEqual([]);
});

test("the minimum interval of stats must not exceed the maximum", () => {
  expect(invalidNames({ STATS_MIN_INTERVAL_MS: "300", STATS_MAX_INTERVAL_MS: "200" })).toEqual([
    "STATS_MIN_INTERVAL_MS",
  ]);
  expect(problemsOf({ STATS_MIN_INTERVAL_MS: "200", STATS_MAX_INTERVAL_MS: "200" })).toEqual([]);
});

test("problems between settings are listed together with problems of single ones", () => {
  const variables = { PORT: "x", NATS_URL: "nats://nats:4222" };
  expect(invalidNames(variables)).toEqual(["AUTH_SECRET", "PORT"]);
});

test("a list is split at its commas", () => {
  const { STAMPEDE_CORS_ORIGINS } = readEnvironment({
    STAMPEDE_CORS_ORIGINS: "https://a.example, ,https://b.example",
  });
  expect(STAMPEDE_CORS_ORIGINS).toEqual(["https://a.example", "https://b.example"]);
});

test("the public address has no path, and loses its slash", () => {
  const { STAMPEDE_PUBLIC_URL } = readEnvironment({ STAMPEDE_PUBLIC_URL: "https://Quiz.example.org/" });
  expect(STAMPEDE_PUBLIC_URL).toBe("https://quiz.example.org");
  for (const wrong of [
    "quiz.example.org",
    "https://quiz.example.org/desk",
    "ftp://x",
    "https://a:b@x",
    "https://",
  ]) {
    expect(invalidNames({ STAMPEDE_PUBLIC_URL: wrong })).toEqual(["STAMPEDE_PUBLIC_URL"]);
  }
});

test("signing in at an OpenID provider needs the provider", () => {
  expect(invalidNames({ STAMPEDE_OPENID_CLIENT_ID: "quiz" })).toEqual(["AUTH_JWKS_URL"]);
  expect(invalidNames({ STAMPEDE_OPENID_CLIENT_SECRET: "s" })).toEqual(["STAMPEDE_OPENID_CLIENT_ID"]);
  const provider = { AUTH_JWKS_URL: "https://id.example/keys", AUTH_AUDIENCE: "quiz" };
  const client = { ...provider, STAMPEDE_OPENID_CLIENT_ID: "quiz" };
  expect(invalidNames({ ...client, AUTH_ISSUER: "id.example" })).toEqual(["AUTH_ISSUER"]);
  expect(invalidNames({ ...client, AUTH_ISSUER: "https://id.example" })).toEqual([]);
});
