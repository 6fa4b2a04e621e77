import type { CodeMutation } from "./mutation.ts";

const CLIENT_NETWORK = "test/client/faults/network.servers.test.ts";
const CLIENT_ONE_NODE = "test/client/faults/one-node.servers.test.ts";

export const CLIENT_ON_A_BAD_NETWORK: readonly CodeMutation[] = [
  {
    name: "answers-are-sent-again",
    file: "client/src/answer-sender.ts",
    code: "if (receipt !== undefined) this.#keep(receipt);\n      return false;",
    replacement: "this.refuse(error as ApiError);\n      return true;",
    test: CLIENT_NETWORK,
    testName: "the client survives on a standalone node a verdict that is lost",
  },
  {
    name: "receipts-are-kept",
    file: "client/src/answer-sender.ts",
    code: 'this.#receipt = receipt;\n    this.answer.change({ state: "kept" });',
    replacement: 'this.answer.change({ state: "kept" });',
    test: CLIENT_ONE_NODE,
    testName: "the client survives a 503 with a receipt",
  },
  {
    name: "join-key-is-kept",
    file: "client/src/entry.ts",
    code: 'const sent = api.POST("/api/join", { body });',
    replacement: `const other = "key" in body ? { ...body, key: crypto.randomUUID() } : body;
        const sent = api.POST("/api/join", { body: other });`,
    test: CLIENT_NETWORK,
    testName: "the client survives on a standalone node a join that is cut",
  },
  {
    name: "dead-streams-replaced",
    file: "client/src/event-stream.ts",
    code: "if (this.#current && this.#current.silentMs > FRESH_MS) this.#current.stop(WOKEN);",
    replacement: "",
    test: CLIENT_NETWORK,
    testName:
      "the client survives on a standalone node 30 s without a network, and the question closes: an answer that had arrived",
  },
  {
    name: "sleep-is-noticed",
    file: "client/src/wake.ts",
    code: "if (isLate || Math.abs(passed - ticked) > JUMP_MS) wake();",
    replacement: "",
    test: CLIENT_ONE_NODE,
    testName: "the client survives a page that sleeps",
  },
  {
    name: "resumes-before-the-newest-id",
    file: "client/src/event-stream.ts",
    code: "this.#resumeId = this.#newestId;\n        this.#newestId = id;",
    replacement: "this.#resumeId = id;\n        this.#newestId = id;",
    test: "test/client/event-stream.test.ts",
    testName: "a stream comes back after the last id of which all events have come",
  },
  {
    name: "same-answer-is-one",
    file: "client/src/answer-book.ts",
    code: "if (known && !isOpen()) {",
    replacement: "if (known && !isOpen() && !isSameAnswer(known.fields, fields)) {",
    test: "test/client/player-answers.test.ts",
    testName: "the same fields are the same answer, in any order",
  },
  {
    name: "least-round-trip-counts",
    file: "client/src/clock.ts",
    code: "if (roundTripMs / 2 < errorMs || (!agrees && !after)) {",
    replacement: "{",
    test: "test/client/clock.test.ts",
    testName: "the server's clock the reading with the least round trip counts",
  },
  {
    name: "taken-steps-are-known",
    file: "client/src/host-steps.ts",
    code: "if (mayBeTaken && isTaken(step, error)) return read();",
    replacement: "",
    test: "test/client/host-steps.test.ts",
    testName: "a step whose reply was lost is done if the next reply shows that it was taken",
  },
  {
    name: "more-time-once",
    file: "client/src/host-steps.ts",
    code: "if (isExtended(step, state)) return state;",
    replacement: "",
    test: "test/client/host-steps.test.ts",
    testName: "more time for a question, with a lost reply, is not given twice",
  },
  {
    name: "creations-have-one-key",
    file: "client/src/host-calls.ts",
    code: "return this.retried(() => send(header));",
    replacement: 'return this.retried(() => send({ "Idempotency-Key": randomKey() }));',
    test: "test/client/host.test.ts",
    testName: "a creation is sent again with the same key",
  },
];
