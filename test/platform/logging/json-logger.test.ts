import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { readEnvironment } from "../../../platform/environment.ts";
import { jsonLogger, secretsOf } from "../../../platform/logging/json-logger.ts";

const SECRET = 'a secret of "more" than thirty-two characters';

/** Logs once and returns the line. */
function lineOf(level: "error" | "info", args: unknown[], secrets = [SECRET, "pa%ss"]): string {
  const lines: string[] = [];
  const logger = jsonLogger(level, secrets, { write: (line) => void lines.push(line) });
  logger.init({ broker: { Promise } } as never);
  const bindings = { nodeID: "api-1", ns: "", mod: "broker", svc: "api" };
  logger.getLogHandler(bindings as never)!(level, args);
  return lines.join("");
}

const logError = (...args: unknown[]) => JSON.parse(lineOf("error", args));

test("a line has the time, the level, the place, the message, the request and the error", () => {
  const error = Object.assign(new TypeError("no such thing", { cause: new Error("deeper") }), { code: 7 });
  expect(logError("It failed", { requestId: "r-1", path: "/x" }, error)).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    level: "error",
    node: "api-1",
    service: "api",
    message: "It failed",
    requestId: "r-1",
    data: { path: "/x" },
    error: {
      name: "TypeError",
      message: "no such thing",
      code: 7,
      stack: expect.any(String),
      cause: { name: "Error", message: "deeper", stack: expect.any(String) },
    },
  });
});

test("an entry is one line; an error alone gives its message; other values become words", () => {
  expect(lineOf("info", ["two\nlines"], [])).toMatch(/^[^\n]+\n$/);
  expect(logError(new Error("alone"))).toMatchObject({ message: "alone" });
  expect(logError("n =", 5, [1, 2], null, undefined)).toMatchObject({
    message: "n = 5 [1,2] null undefined",
  });
  expect(logError("100 %s %d", 5)).toMatchObject({ message: "100 %s %d 5" });
});

test("no line contains a secret or a token", () => {
  const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlb2Zpbg";
  const line = lineOf("error", [`with ${SECRET}`, { header: `Bearer ${token}` }, new Error("pa%ss")]);
  expect(line).not.toMatch(/more|pa%ss|eyJ/);
  expect(line).toContain("Bearer [token]");
});

test("the secrets of a node are its secret and the passwords in its addresses, encoded and decoded", () => {
  const environment = readEnvironment({
    AUTH_SECRET: SECRET,
    DATABASE_URL: "postgres://me:p%40ss@db/x",
    NATS_URL: "nats://nats:4222",
  });
  expect(secretsOf(environment)).toEqual([SECRET, "p%40ss", "p@ss"]);
});

test("warnings go to stderr, the rest to stdout, and no line is lost when the process exits", async () => {
  const module = new URL("../../../platform/logging/json-logger.ts", import.meta.url).href;
  const code = `
    const { jsonLogger } = await import(${JSON.stringify(module)});
    const logger = jsonLogger("info", []);
    logger.init({ broker: { Promise } });
    const log = logger.getLogHandler({ nodeID: "one", ns: "", mod: "broker" });
    for (let number = 0; number < 2000; number++) log("info", [number, "x".repeat(200)]);
    log("debug", ["below the level"]);
    log("fatal", ["the last line"]);
    process.exit(3);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
  const [out, err, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  expect(exitCode).toBe(3);
  expect(out.trimEnd().split("\n")).toHaveLength(2000);
  expect(JSON.parse(err)).toMatchObject({ level: "fatal", message: "the last line" });
});
