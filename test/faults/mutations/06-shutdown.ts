import type { CodeMutation } from "./mutation.ts";

const GATEWAYS = "test/faults/gateways.test.ts";

export const SHUTDOWN: readonly CodeMutation[] = [
  {
    name: "gateway-stops-first",
    file: "moleculer.config.ts",
    code: "await resourcesOf(broker).runStopHooks();",
    replacement: "",
    test: GATEWAYS,
    testName: "a gateway that gets SIGTERM",
  },
  {
    name: "requests-finish",
    file: "services/api/http/in-flight.ts",
    code: "this.#server.closeIdleConnections();\n    const graceTimer",
    replacement: "this.#server.closeAllConnections();\n    const graceTimer",
    also: {
      file: "services/api/http/raw/raw-connection.ts",
      code: 'closeIfIdle(): void {\n    if (this.#state === "idle" && this.#buffer === undefined) this.#end();',
      replacement: "closeIfIdle(): void {\n    this.#socket.destroy();",
    },
    test: GATEWAYS,
    testName: "a gateway that gets SIGTERM",
  },
  {
    name: "streams-get-retry",
    file: "services/api/streams/event-stream.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the code.
    code: "this.end(chunkOf(`retry: ${FIRST_RETURN_MS + Math.floor(Math.random() * windowMs)}\\n\\n`));",
    replacement: "this.end();",
    test: GATEWAYS,
    testName: "a gateway that gets SIGTERM",
  },
  {
    name: "returns-are-spread",
    file: "services/api/streams/retry-spread.ts",
    code: "const delayMs = FIRST_MS + random() * returnWindowMs(streams);",
    replacement: "const delayMs = FIRST_MS + 0 * random() * returnWindowMs(streams);",
    test: "test/services/api/streams/event-hub.test.ts",
    testName: "each stream gets a time of its own for its return",
  },
  {
    name: "ends-are-spread",
    file: "services/api/streams/spread-closing.ts",
    code: "if (overMs < TICK_MS) {",
    replacement: "if (overMs >= 0) {",
    test: "test/services/api/streams/event-hub.test.ts",
    testName: "in a cluster the streams end one after another",
  },
];
