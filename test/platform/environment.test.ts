import { EnvironmentFaults, readEnvironment } from "../../platform/environment.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

function faultsOf(variables: Record<string, string>): readonly string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentFaults) return error.faults;
    throw error;
  }
  return [];
}

/** The names of the settings at fault, in no order. */
const namesAtFault = (variables: Record<string, string>) =>
  faultsOf(variables)
    .map((fault) => fault.slice(0, fault.indexOf(":")))
    .sort();

test("nothing configured is a whole node with everything embedded", () => {
  const environment = readEnvironment({});
  expect(environment).toMatchObject({ PORT: 3000, METRICS_PORT: 3030, DATA_DIR: ".data" });
  expect(environment).toMatchObject({ STATS_MIN_INTERVAL_MS: 250, STATS_MAX_INTERVAL_MS: 5000 });
  expect(environment.DATABASE_URL ?? environment.REDIS_URL ?? environment.NATS_URL).toBeUndefined();
});

test("every fault is told at once", () => {
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
  expect(namesAtFault(variables)).toEqual(Object.keys(variables).sort());
});

test("a STAMPEDE_ name that is no setting is a fault; other programs' variables are not", () => {
  expect(faultsOf({ STAMPEDE_PROT: "1" })).toEqual(["STAMPEDE_PROT: there is no such setting"]);
  expect(faultsOf({ PROT: "1", HOME: "/", STAMPED_X: "1" })).toEqual([]);
});

test("an empty variable counts as absent, even one that is no setting", () => {
  expect(readEnvironment({ PORT: "", AUTH_SECRET: "", STAMPEDE_PROT: "" }).PORT).toBe(3000);
});

test.each([
  "DATABASE_URL",
  "REDIS_URL",
  "NATS_URL",
  "AUTH_JWKS_URL",
])("%s must be an address as a whole, before a library shows it and its password in an error", (name) => {
  const scheme = { DATABASE_URL: "postgres", REDIS_URL: "redis", NATS_URL: "nats" }[name] ?? "https";
  const others = { AUTH_SECRET: SECRET, AUTH_ISSUER: "i", AUTH_AUDIENCE: "a" };
  for (const rest of ["me:pa55word@db:port", "me:pa55word@db:99999/x", "[::1"]) {
    expect(namesAtFault({ ...others, [name]: `${scheme}://${rest}` })).toEqual([name]);
  }
  expect(faultsOf({ ...others, [name]: `${scheme}://me:pa55word@db:1234/x` })).toEqual([]);
  expect(faultsOf({ DATABASE_URL: "postgres://me:pa55word@/db?host=/run/postgresql" })).toEqual([]);
});

test("several NATS servers stand with commas between", () => {
  const servers = (NATS_URL: string) => namesAtFault({ NATS_URL, AUTH_SECRET: SECRET });
  expect(servers("nats://u:p@one:4222,nats://u:p@two:4222")).toEqual([]);
  expect(servers("nats://u:p@one:4222,two:4222")).toEqual(["NATS_URL"]);
  expect(servers("nats://u:p@one:4222,nats://u:p@two:port")).toEqual(["NATS_URL"]);
});

test("no value is ever repeated in a message", () => {
  const secrets = {
    AUTH_SECRET: "hunter2hunter2",
    DATABASE_URL: "mysql://me:pa55word@db",
    LOG_LEVEL: "s3cret",
  };
  try {
    readEnvironment(secrets);
    throw new Error("took them");
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentFaults);
    const said = `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`;
    for (const value of [...Object.values(secrets), "pa55word"]) expect(said).not.toContain(value);
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
])("%p is not a whole number within bounds", (value) => {
  expect(namesAtFault({ STAMPEDE_QUEUE_ROWS: value })).toEqual(["STAMPEDE_QUEUE_ROWS"]);
});

test("many nodes must share a secret", () => {
  expect(namesAtFault({ NATS_URL: "nats://nats:4222" })).toEqual(["AUTH_SECRET"]);
  expect(faultsOf({ NATS_URL: "nats://nats:4222", AUTH_SECRET: SECRET })).toEqual([]);
});

test("the shortest pause between figures is not longer than the longest", () => {
  expect(namesAtFault({ STATS_MIN_INTERVAL_MS: "300", STATS_MAX_INTERVAL_MS: "200" })).toEqual([
    "STATS_MIN_INTERVAL_MS",
  ]);
  expect(faultsOf({ STATS_MIN_INTERVAL_MS: "200", STATS_MAX_INTERVAL_MS: "200" })).toEqual([]);
});

test("faults between settings are told together with faults of single ones", () => {
  const variables = { PORT: "x", NATS_URL: "nats://nats:4222" };
  expect(namesAtFault(variables)).toEqual(["AUTH_SECRET", "PORT"]);
});

test("a list is split at its commas", () => {
  const { STAMPEDE_CORS_ORIGINS } = readEnvironment({
    STAMPEDE_CORS_ORIGINS: "https://a.example, ,https://b.example",
  });
  expect(STAMPEDE_CORS_ORIGINS).toEqual(["https://a.example", "https://b.example"]);
});
