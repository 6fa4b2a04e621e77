import { type Context, ServiceBroker } from "moleculer";
import { QuestionClosed } from "../../../platform/errors.ts";
import { actionLogger } from "../../../platform/logging/action-logger.ts";
import { jsonLogger } from "../../../platform/logging/json-logger.ts";

let lines: Record<string, unknown>[];
let broker: ServiceBroker;

async function start(level: "info" | "debug"): Promise<void> {
  lines = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  broker = new ServiceBroker({
    nodeID: "sessions-1",
    logger: jsonLogger(level, [], destination) as never,
    logLevel: level,
    transporter: null,
    skipProcessEventRegistration: true,
    middlewares: [actionLogger({ LOG_LEVEL: level })],
  });
  broker.createService({
    name: "sessions",
    actions: {
      get: () => "here",
      // Calls another action, so one request has two lines.
      list: (ctx: Context) => ctx.call("sessions.get"),
      close() {
        throw new QuestionClosed("closed");
      },
    },
  });
  await broker.start();
}
const actionLines = () => lines.filter(({ message }) => /^(sessions|\$node)\./.test(String(message)));
afterEach(() => broker.stop());

test("at level debug every action has a line with the id of its request, even if it is refused", async () => {
  await start("debug");
  await broker.call("sessions.list", {}, { requestID: "r-1" });
  await expect(broker.call("sessions.close", {}, { requestID: "r-2" })).rejects.toThrow();
  await broker.call("$node.list");
  const common = { level: "debug", service: "sessions", node: "sessions-1", requestId: "r-1" };
  expect(actionLines()).toMatchObject([
    { ...common, message: "sessions.get", data: { from: "sessions-1", ms: expect.any(Number) } },
    { ...common, message: "sessions.list" },
    { ...common, message: "sessions.close", requestId: "r-2", data: { refused: "QUESTION_CLOSED" } },
  ]);
});

test("at level info successful actions are not logged", async () => {
  await start("info");
  await broker.call("sessions.list", {}, { requestID: "r-1" });
  expect(actionLines()).toEqual([]);
});
