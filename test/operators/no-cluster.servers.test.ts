import { Terminal } from "./terminal.ts";

const SECRET = "a-secret-of-32-characters-or-more";

test.each([
  ["without NATS_URL", {}, 2, "NATS_URL is not set, so there is no cluster to join."],
  [
    "with wrong settings",
    { NATS_URL: "nats://127.0.0.1:9" },
    2,
    "AUTH_SECRET: is required if NATS_URL is set, so that all nodes accept the same tokens",
  ],
  [
    "if no server replies",
    { NATS_URL: "nats://ann:hush@127.0.0.1:9", AUTH_SECRET: SECRET, LOG_LEVEL: "fatal" },
    1,
    "Cannot connect to NATS at 127.0.0.1:9.",
  ],
])("%s it says so in one line and exits", async (_name, env, code, line) => {
  const terminal = Terminal.start(env);
  expect(await terminal.exit()).toBe(code);
  expect(terminal.screen.trim().split("\n").at(-1)?.trim()).toBe(line);
  expect(terminal.screen).not.toContain("hush");
});
