import type { CodeMutation } from "./mutation.ts";

export const LOCKOUTS: readonly CodeMutation[] = [
  {
    name: "right-codes-get-in",
    file: "services/api/access/join-gate.ts",
    code: "const waitMs = await this.#wrongCodes.consume(client);\n    if (waitMs > 0 && !this.#mayStillTry(client)) throw",
    replacement: "const waitMs = await this.#wrongCodes.consume(client);\n    if (waitMs > 0) throw",
    test: "test/services/api/access/join-gate.test.ts",
    testName: "after many wrong codes from one address",
  },
  {
    name: "right-pins-count-back",
    file: "services/api/access/pin-gate.ts",
    code: "if (!isWrong) countBack();",
    replacement: "",
    test: "test/services/api/access/pin-gate.test.ts",
    testName: "a school of 2,000 comes back at once",
  },
  {
    name: "slots-are-kept",
    file: "services/api/access/slot-limiter.ts",
    code: "this.#reserve(claim(), { dueAt: now + waitMs, isPaid }, now);",
    replacement: "",
    test: "test/services/api/access/join-gate.test.ts",
    testName: "a larger hall is told times",
  },
  {
    name: "players-are-bounded",
    file: "services/sessions/players.repo.ts",
    code: "from joining j join accepted a on a.session_no = j.no where j.position <= a.players",
    replacement: "from joining j join accepted a on a.session_no = j.no",
    test: "test/services/sessions/joining.servers.test.ts",
    testName: "a session never has more players than its limit",
  },
  {
    name: "idle-connections-make-room",
    file: "platform/network/connection-guard.ts",
    code: "if (guard.admit(socket)) for",
    replacement: "for",
    test: "test/end-to-end/connections.test.ts",
    testName: "connections idle connections past the limit",
  },
];
