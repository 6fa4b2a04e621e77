import { readEnvironment } from "../../../platform/environment.ts";
import { logLine, secretsOf } from "../../../platform/logging/json-logger.ts";

const SECRET = 'a secret of "more" than thirty-two characters';
const bindings = { nodeID: "api-1", mod: "broker", svc: "api" };
const line = (...args: unknown[]) => JSON.parse(logLine([SECRET, "pa%ss"])("error", args, bindings));

test("a line says when, how grave, where, what, for which request, and why", () => {
  const error = Object.assign(new TypeError("no such thing", { cause: new Error("deeper") }), { code: 7 });
  expect(line("It failed", { requestId: "r-1", path: "/x" }, error)).toEqual({
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

test("a line is one line, an error alone is its message, and what is neither is said in words", () => {
  expect(logLine([])("info", ["two\nlines"], bindings)).not.toContain("\n");
  expect(line(new Error("alone"))).toMatchObject({ message: "alone" });
  expect(line("n =", 5, [1, 2], null, undefined)).toMatchObject({ message: "n = 5 [1,2] null undefined" });
});

test("no secret and no token gets into a line", () => {
  const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlb2Zpbg";
  const text = JSON.stringify(line(`with ${SECRET}`, { header: `Bearer ${token}` }, new Error("pa%ss")));
  expect(text).not.toMatch(/more|pa%ss|eyJ/);
  expect(text).toContain("Bearer [token]");
});

test("the secrets of a node are its secret and the passwords of its addresses, as written and as meant", () => {
  const environment = readEnvironment({
    AUTH_SECRET: SECRET,
    DATABASE_URL: "postgres://me:p%40ss@db/x",
    NATS_URL: "nats://nats:4222",
  });
  expect(secretsOf(environment)).toEqual([SECRET, "p%40ss", "p@ss"]);
});
