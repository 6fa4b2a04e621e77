/** A piece of code that occurs once in a file (a path from the project's root), and its replacement. */
export interface Replacement {
  file: string;
  code: string;
  replacement: string;
}

/** A mutation of code that keeps a promise. With it, the test of the promise must fail. */
export interface Mutation extends Replacement {
  name: string;
  /** Its number in docs/promises.md. */
  promise: number;
  /** A second replacement, made together with the first, because either piece of code alone keeps the promise. */
  also?: Replacement;
  /** The file of the test, and the beginning of the test's name. */
  test: string;
  testName: string;
}

const INSERT_ANSWERS = "migrations/0006_insert_answers.sql";
const ANSWERS_NODE = "test/faults/answers-node.test.ts";
const BOARDS_AND_SCHEDULER = "test/faults/boards-and-schedulers.test.ts";
const CLOSING = "test/faults/closing.test.ts";
const DATABASE = "test/faults/database.test.ts";
const GATEWAYS = "test/faults/gateways.test.ts";
const OVERLOAD = "test/faults/overload.test.ts";
const OUTAGES = "test/faults/redis-and-nats-outages.test.ts";
const REDIS_CACHE = "test/platform/cache/redis-cache.servers.test.ts";

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "verdict-after-commit",
    promise: 1,
    file: "services/answers/answers.service.ts",
    code: "const outcomes = await storeBatch(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS, duplicates);",
    replacement: `const outcomes = Array.from({ length: batch.length }, () => ({ kind: "stored" }) as const);
      storeBatch(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS).catch(() => {});`,
    test: ANSWERS_NODE,
    testName: "an answers node that is killed",
  },
  {
    name: "commit-on-disk",
    promise: 1,
    file: "dev-cluster/servers/postgres.ts",
    code: 'synchronous_commit: "on"',
    replacement: 'synchronous_commit: "off"',
    test: DATABASE,
    testName: "the database that is killed",
  },
  {
    name: "primary-key",
    promise: 2,
    file: "migrations/0001_quizzes_sessions_answers.sql",
    code: "  response text,\n  primary key (session_no, question_no, player_no)\n",
    replacement: "  response text\n",
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "first-wins",
    promise: 2,
    file: INSERT_ANSWERS,
    code: "    ) is null)\n  order by 1, 2, 3;\n",
    replacement:
      "    ) is null or true)\n  order by 1, 2, 3 on conflict (session_no, question_no, player_no) do update set choice = excluded.choice;\n",
    test: ANSWERS_NODE,
    testName: "an answers node that is killed",
  },
  {
    name: "conflict-is-not-an-error",
    promise: 2,
    file: INSERT_ANSWERS,
    code: "    ) is null)\n  order by 1, 2, 3;\n",
    replacement: "    ) is null or true)\n  order by 1, 2, 3;\n",
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "own-retry-recognised",
    promise: 2,
    file: "services/answers/store-answers.ts",
    code: "recogniseOwnRetries(batch, firsts, outcomes, isRetry);\n  return",
    replacement: "return",
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "calls-time-out",
    promise: 4,
    file: "platform/contracts/typed-broker.ts",
    code: '"answers.record": { timeout: 2500 },',
    replacement: "",
    test: OUTAGES,
    testName: "an outage of NATS on SIGSTOP",
  },
  {
    name: "refused-with-receipt",
    promise: 4,
    file: "services/api/answers/answer-handler.ts",
    code: 'throw TRANSIENT_TYPES.has(type) || type === "TRY_AGAIN" ? this.#putOffError(answer) : error;',
    replacement: "throw error;",
    test: OVERLOAD,
    testName: "more than the database can take is refused",
  },
  {
    name: "nats-fails-fast",
    promise: 5,
    file: "platform/broker/transport.ts",
    code: "if (disconnected.has(ctx.broker)) return Promise.reject(new ConnectionLost());",
    replacement: "",
    test: OUTAGES,
    testName: "an outage of NATS on SIGKILL",
  },
  {
    name: "readyz-asks-nats",
    promise: 5,
    file: "platform/node/readiness.ts",
    code: '...(transport ? [] : ["connection to NATS"]),',
    replacement: "",
    test: OUTAGES,
    testName: "an outage of NATS on SIGKILL",
  },
  {
    name: "gateway-stops-first",
    promise: 6,
    file: "moleculer.config.ts",
    code: "await resourcesOf(broker).runStopHooks();",
    replacement: "",
    test: GATEWAYS,
    testName: "a gateway that gets SIGTERM",
  },
  {
    name: "requests-finish",
    promise: 6,
    file: "services/api/http/in-flight.ts",
    code: "this.#server.closeIdleConnections();\n    const graceTimer",
    replacement: "this.#server.closeAllConnections();\n    const graceTimer",
    also: {
      file: "services/api/http/raw/raw-connection.ts",
      code: 'closeIfIdle(): void {\n    if (this.#state === "idle") this.#end();',
      replacement: "closeIfIdle(): void {\n    this.#socket.destroy();",
    },
    test: GATEWAYS,
    testName: "a gateway that gets SIGTERM",
  },
  {
    name: "streams-get-retry",
    promise: 6,
    file: "services/api/streams/event-stream.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the code.
    code: "this.end(chunkOf(`retry: ${1000 + Math.floor(Math.random() * RECONNECT_WITHIN_MS)}\\n\\n`));",
    replacement: "this.end();",
    test: GATEWAYS,
    testName: "a gateway that gets SIGTERM",
  },
  {
    name: "missed-heartbeats",
    promise: 10,
    file: "platform/broker/transport.ts",
    code: "heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,",
    replacement: "heartbeatTimeout: 3600,",
    test: BOARDS_AND_SCHEDULER,
    testName:
      "boards and schedulers another node continues the stats when the owner of the board gets SIGSTOP",
  },
  {
    name: "slow-clock-corrected",
    promise: 8,
    file: "services/api/answers/received-at.ts",
    code: "if (!window) return now;",
    replacement: "if (window || !window) return now;",
    test: CLOSING,
    testName: "a close holds at a gateway",
  },
  {
    name: "reads-from-horizon",
    promise: 9,
    file: "services/stats/reading/stats.repo.ts",
    code: "stored_xid >= $2",
    replacement: "stored_xid > $2",
    test: ANSWERS_NODE,
    testName: "an answers node that is killed",
  },
  {
    name: "scheduler-polls-database",
    promise: 10,
    file: "services/sessions/scheduler.ts",
    code: "const due = await this.#tasks.dueSessions(now, [...this.#backedOff.keys()]);",
    replacement: "const due: number[] = [];",
    test: BOARDS_AND_SCHEDULER,
    testName: "boards and schedulers questions in pace auto",
  },
  {
    name: "retried-at-once",
    promise: 1,
    file: "services/answers/store-answers.ts",
    code: "if (!(error instanceof DatabaseUnavailable) || Date.now() + RETRY_DELAY_MS > deadline) throw error;",
    replacement: "throw error;",
    test: "test/services/answers/unknown-fate.servers.test.ts",
    testName: "a connection lost",
  },
  {
    name: "retried-by-either",
    promise: 1,
    file: "services/answers/store-answers.ts",
    code: "if (!(error instanceof DatabaseUnavailable) || Date.now() + RETRY_DELAY_MS > deadline) throw error;",
    replacement: "throw error;",
    also: {
      file: "services/api/answers/answer-batcher.ts",
      code: "const MAX_ATTEMPTS = 2;",
      replacement: "const MAX_ATTEMPTS = 1;",
    },
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "good-rows-stored",
    promise: 3,
    file: "services/answers/store-answers.ts",
    code: "return db.transaction((transaction) => bisect(transaction, batch, indexes));",
    replacement: "throw error;",
    test: DATABASE,
    testName: "the database that rejects some rows",
  },
  {
    name: "open-circuit-skips-node",
    promise: 4,
    file: "platform/broker/internal-middlewares.ts",
    code: 'if (name === "CircuitBreaker") return [circuitBreaker];',
    replacement: 'if (name === "CircuitBreaker") return [];',
    test: "test/platform/broker/node-circuit-breaker.test.ts",
    testName: "a node that does not reply is skipped",
  },
  {
    name: "timed-out-calls-released",
    promise: 4,
    file: "platform/broker/internal-middlewares.ts",
    code: 'if (name === "ContextTracker") return ["Timeout", name];',
    replacement: 'if (name === "ContextTracker") return [name, "Timeout"];',
    test: "test/platform/broker/node-circuit-breaker.test.ts",
    testName: "a node that does not reply is skipped",
  },
  {
    name: "queue-bounded-in-rows",
    promise: 4,
    file: "services/answers/group-commit.ts",
    code: "if (this.#queuedRows + batch.length > this.#limits.maxQueuedRows) return Promise.reject(new TryAgain());",
    replacement: "",
    test: "test/services/answers/group-commit.test.ts",
    testName: "past the bound of queued rows",
  },
  {
    name: "redis-times-out",
    promise: 5,
    file: "platform/cache/redis-cache.ts",
    code: "commandTimeout: TIMEOUT_MS,",
    replacement: "",
    test: REDIS_CACHE,
    testName: "after a SIGSTOP of Redis",
  },
  {
    name: "redis-errors-caught",
    promise: 5,
    file: "platform/cache/redis-cache.ts",
    code: "return (await this.#redis.get(key)) ?? undefined;\n    } catch (error) {",
    replacement:
      "return (await this.#redis.get(key)) ?? undefined;\n    } catch (error) {\n      throw error;",
    test: REDIS_CACHE,
    testName: "after a SIGKILL of Redis",
  },
  {
    name: "cache-not-awaited",
    promise: 5,
    file: "services/stats/live/snapshot-publisher.ts",
    code: "    this.#writeToCache(snapshot);\n    await this.#targets",
    replacement:
      '    await this.#targets.cache.setIfNewer(snapshotKey(this.#sessionNo), "", snapshot.seq, SNAPSHOT_TTL_MS);\n    await this.#targets',
    test: "test/services/stats/failover-and-outages.servers.test.ts",
    testName: "nobody waits for a shared cache",
  },
  {
    name: "reveal-waits-for-grace",
    promise: 7,
    file: "services/sessions/transitions.ts",
    code: "window.closesAt !== null && window.closesAt + settings.graceMs <= now",
    replacement: "window.closesAt !== null && window.closesAt <= now",
    also: {
      file: "services/sessions/transitions.ts",
      code: "times.push(window.closesAt + session.settings.graceMs);",
      replacement: "times.push(window.closesAt);",
    },
    test: CLOSING,
    testName: "a close reveals nothing early",
  },
  {
    name: "late-is-rejected",
    promise: 8,
    file: INSERT_ANSWERS,
    code: " and b.received_at <= late_after[b.w]\n",
    replacement: "\n",
    test: CLOSING,
    testName: "a close reveals nothing early",
  },
  {
    name: "arrival-decides",
    promise: 8,
    file: INSERT_ANSWERS,
    code: "b.received_at <= late_after[b.w]",
    replacement: "now() <= late_after[b.w]",
    also: {
      file: INSERT_ANSWERS,
      code: "when b.received_at > late_after[b.w] then 'late'",
      replacement: "when now() > late_after[b.w] then 'late'",
    },
    test: CLOSING,
    testName: "a close reveals nothing early",
  },
  {
    name: "horizon-is-oldest-transaction",
    promise: 9,
    file: "services/stats/reading/stats.repo.ts",
    code: "pg_snapshot_xmin(pg_current_snapshot())",
    replacement: "pg_snapshot_xmax(pg_current_snapshot())",
    test: "test/services/stats/reading/stats.repo.servers.test.ts",
    testName: "transactions that commit out of order",
  },
  {
    name: "orphaned-boards-adopted",
    promise: 10,
    file: "services/stats/live/live-boards.ts",
    code: "if (isOrphan) this.#getOrCreate(session.no).sessionChanged(session);",
    replacement: "",
    test: "test/services/stats/live/live-boards.test.ts",
    testName: "the boards of a node that has gone",
  },
  {
    name: "scheduler-polls-often",
    promise: 10,
    file: "services/sessions/scheduler.ts",
    code: ": 0), MAX_SLEEP_MS)",
    replacement: ": 0), 2 ** 31 - 1)",
    test: "test/services/sessions/scheduler.test.ts",
    testName: "what another node has scheduled",
  },
  {
    name: "older-snapshots-rejected",
    promise: 9,
    file: "services/api/caches/snapshot-cache.ts",
    code: "if (!cached || cached.seq >= update.seq) return undefined;",
    replacement: "if (!cached) return undefined;",
    test: "test/services/stats/failover-and-outages.servers.test.ts",
    testName: "two owners at once",
  },
  {
    name: "slow-consumers-skipped",
    promise: 4,
    file: "services/api/streams/event-stream.ts",
    code: "if (this.#response.bufferedBytes > MAX_BUFFERED_BYTES) {",
    replacement: "if (this.#response.bufferedBytes > Number.POSITIVE_INFINITY) {",
    test: "test/services/api/streams/event-stream.test.ts",
    testName: "a slow consumer is skipped",
  },
  {
    name: "pipelined-bytes-bounded",
    promise: 4,
    file: "services/api/http/raw/raw-connection.ts",
    code: "else if (this.#buffer.length > MAX_BUFFERED_BYTES) this.#socket.pause();",
    replacement: "",
    test: "test/services/api/http/raw/raw-connection.test.ts",
    testName: "bytes beyond a limit",
  },
];
