/** A piece of code that keeps a promise: with it taken out, the test that tries to break the promise must fail. */
export interface Guard {
  name: string;
  /** Of the promises in docs/promises.md. */
  promise: number;
  /** Where it stands, from the root of the project. */
  file: string;
  /** The text, once in that file, and what takes its place. */
  guard: string;
  without: string;
  /** The file of the test, and how its name begins. */
  test: string;
  named: string;
}

const ANSWERS_NODE = "test/faults/answers-node.test.ts";
const BOARDS = "test/faults/boards-and-clocks.test.ts";
const CLOSING = "test/faults/closing.test.ts";
const DATABASE = "test/faults/database.test.ts";
const GATEWAYS = "test/faults/gateways.test.ts";
const OVERLOAD = "test/faults/overload.test.ts";
const SURROUNDINGS = "test/faults/surroundings.test.ts";

export const GUARDS: readonly Guard[] = [
  {
    name: "verdict-after-commit",
    promise: 1,
    file: "services/answers/answers.service.ts",
    guard: "const outcomes = await storeEach(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS);",
    without: `const outcomes = Array.from({ length: batch.length }, () => ({ kind: "stored" }) as const);
      storeEach(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS).catch(() => {});`,
    test: ANSWERS_NODE,
    named: "an answers node that is killed",
  },
  {
    name: "commit-on-disk",
    promise: 1,
    file: "cluster/servers/postgres.ts",
    guard: 'synchronous_commit: "on"',
    without: 'synchronous_commit: "off"',
    test: DATABASE,
    named: "the database that is killed",
  },
  {
    name: "primary-key",
    promise: 2,
    file: "migrations/0001_quizzes_sessions_answers.sql",
    guard: "  response text,\n  primary key (session_no, question_no, player_no)\n",
    without: "  response text\n",
    test: DATABASE,
    named: "the database whose reply is lost",
  },
  {
    name: "first-wins",
    promise: 2,
    file: "services/answers/answers.repo.ts",
    guard: "on conflict do nothing\n",
    without: "on conflict (session_no, question_no, player_no) do update set choice = excluded.choice\n",
    test: ANSWERS_NODE,
    named: "an answers node that is killed",
  },
  {
    name: "conflict-is-no-fault",
    promise: 2,
    file: "services/answers/answers.repo.ts",
    guard: "on conflict do nothing\n",
    without: "\n",
    test: DATABASE,
    named: "the database whose reply is lost",
  },
  {
    name: "own-resend-recognised",
    promise: 2,
    file: "services/answers/storing.ts",
    guard: "recognise(batch, firsts, outcomes, isResent);\n  return",
    without: "return",
    test: DATABASE,
    named: "the database whose reply is lost",
  },
  {
    name: "calls-time-out",
    promise: 4,
    file: "platform/typed-broker.ts",
    guard: '"answers.record": { timeout: 2500 },',
    without: "",
    test: SURROUNDINGS,
    named: "what the nodes share NATS, on SIGSTOP",
  },
  {
    name: "refused-with-receipt",
    promise: 4,
    file: "services/api/answer-intake.ts",
    guard:
      'throw PASSING_TYPES.has(error?.type) || error?.type === "TRY_AGAIN" ? this.#putOff(arrival) : error;',
    without: "throw error;",
    test: OVERLOAD,
    named: "more than the database can take is refused",
  },
  {
    name: "nats-fails-fast",
    promise: 5,
    file: "platform/transport.ts",
    guard: "if (disconnected.has(ctx.broker)) return Promise.reject(new ConnectionLost());",
    without: "",
    test: SURROUNDINGS,
    named: "what the nodes share NATS, on SIGKILL",
  },
  {
    name: "readyz-asks-nats",
    promise: 5,
    file: "services/api/operations-routes.ts",
    guard: 'if (!(await transportIsUp(broker))) missing.unshift("connection to NATS");',
    without: "",
    test: SURROUNDINGS,
    named: "what the nodes share NATS, on SIGKILL",
  },
  {
    name: "gateway-stops-first",
    promise: 6,
    file: "moleculer.config.ts",
    guard: "await footingOf(broker).stopping();",
    without: "",
    test: GATEWAYS,
    named: "a gateway that is asked to end",
  },
  {
    name: "requests-finish",
    promise: 6,
    file: "services/api/in-flight.ts",
    guard: "this.#server.closeIdleConnections();\n    const cutOff",
    without: "this.#server.closeAllConnections();\n    const cutOff",
    test: GATEWAYS,
    named: "a gateway that is asked to end",
  },
  {
    name: "streams-told",
    promise: 6,
    file: "services/api/event-stream.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the code.
    guard: "this.end(`retry: ${1000 + Math.floor(Math.random() * RECONNECT_WITHIN_MS)}\\n\\n`);",
    without: "this.end();",
    test: GATEWAYS,
    named: "a gateway that is asked to end",
  },
  {
    name: "missed-heartbeats",
    promise: 10,
    file: "platform/transport.ts",
    guard: "heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,",
    without: "heartbeatTimeout: 3600,",
    test: BOARDS,
    named:
      "figures and clocks the figures go on from another node when the one that has the board gets SIGSTOP",
  },
  {
    name: "told-lies-behind",
    promise: 8,
    file: "services/api/arrival.ts",
    guard: "if (!window) return now;",
    without: "if (window || !window) return now;",
    test: CLOSING,
    named: "a close is a close at a gateway",
  },
  {
    name: "rows-from-the-horizon",
    promise: 9,
    file: "services/stats/stats.repo.ts",
    guard: "stored_xid >= $2",
    without: "stored_xid > $2",
    test: ANSWERS_NODE,
    named: "an answers node that is killed",
  },
  {
    name: "clock-asks-the-database",
    promise: 10,
    file: "services/sessions/clock.ts",
    guard: "const due = await this.#work.due(now, [...this.#leftAlone.keys()]);",
    without: "const due: number[] = [];",
    test: BOARDS,
    named: "figures and clocks what the clock plays",
  },
];
