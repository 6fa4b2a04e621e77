import { jest } from "@jest/globals";
import { type Context, ServiceBroker } from "moleculer";
import { QuestionClosed } from "../../../platform/errors.ts";
import { toldActions } from "../../../platform/logging/action-logger.ts";
import { logLine } from "../../../platform/logging/json-logger.ts";

let lines: Record<string, unknown>[];
let broker: ServiceBroker;

async function start(level: "info" | "debug"): Promise<void> {
  lines = [];
  const line = logLine([]);
  const formatter = (at: string, args: unknown[], bindings: never) => [line(at, args, bindings)];
  jest.spyOn(console, "log").mockImplementation((said: string) => void lines.push(JSON.parse(said)));
  broker = new ServiceBroker({
    nodeID: "sessions-1",
    logger: { type: "Console", options: { formatter: formatter as never } },
    logLevel: level,
    transporter: null,
    skipProcessEventRegistration: true,
    middlewares: [toldActions({ LOG_LEVEL: level })],
  });
  broker.createService({
    name: "sessions",
    actions: {
      get: () => "here",
      // One hop leads to the next.
      list: (ctx: Context) => ctx.call("sessions.get"),
      close() {
        throw new QuestionClosed("closed");
      },
    },
  });
  await broker.start();
}
const hops = () => lines.filter(({ message }) => /^(sessions|\$node)\./.test(String(message)));
afterEach(async () => {
  await broker.stop();
  jest.restoreAllMocks();
});

test("where it is asked for, a request's id is on the line of every hop, also of one that refuses", async () => {
  await start("debug");
  await broker.call("sessions.list", {}, { requestID: "r-1" });
  await expect(broker.call("sessions.close", {}, { requestID: "r-2" })).rejects.toThrow();
  await broker.call("$node.list");
  const hop = { level: "debug", service: "sessions", node: "sessions-1", requestId: "r-1" };
  expect(hops()).toMatchObject([
    { ...hop, message: "sessions.get", data: { from: "sessions-1", ms: expect.any(Number) } },
    { ...hop, message: "sessions.list" },
    { ...hop, message: "sessions.close", requestId: "r-2", data: { refused: "QUESTION_CLOSED" } },
  ]);
});

test("otherwise nothing is said of what goes well", async () => {
  await start("info");
  await broker.call("sessions.list", {}, { requestID: "r-1" });
  expect(hops()).toEqual([]);
});
