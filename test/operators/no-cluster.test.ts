import { Terminal } from "./terminal.ts";

const SECRET = "a-secret-of-32-characters-or-more";

test.each([
  [
    "without NATS_URL",
    {},
    2,
    "There is no cluster to join: NATS_URL is not set, and a node without it is alone.",
  ],
  [
    "with settings at fault",
    { NATS_URL: "nats://127.0.0.1:9" },
    2,
    "AUTH_SECRET: is required where NATS_URL is set, so that all nodes trust the same tokens",
  ],
  [
    "where nobody answers",
    { NATS_URL: "nats://ann:hush@127.0.0.1:9", AUTH_SECRET: SECRET, LOG_LEVEL: "fatal" },
    1,
    "No NATS server lets us in at 127.0.0.1:9.",
  ],
])("%s it says so in a line and ends", async (_name, env, code, line) => {
  const terminal = Terminal.start(env);
  expect(await terminal.exit()).toBe(code);
  expect(terminal.screen.trim().split("\n").at(-1)?.trim()).toBe(line);
  expect(terminal.screen).not.toContain("hush");
});
