/** A text that stands once in a file, named from the root of the project, and what takes its place. */
export interface Change {
  file: string;
  guard: string;
  without: string;
}

/** A piece of code that keeps a promise: with it taken out, the test that tries to break the promise must fail. */
export interface Guard extends Change {
  name: string;
  /** Of the promises in docs/promises.md. */
  promise: number;
  /** A second one that does the same: taken out with it, for either is enough. */
  also?: Change;
  /** The file of the test, and how its name begins. */
  test: string;
  named: string;
}

const STORE_ANSWERS = "migrations/0004_store_answers.sql";
const ANSWERS_NODE = "test/faults/answers-node.test.ts";
const BOARDS = "test/faults/boards-and-clocks.test.ts";
const CLOSING = "test/faults/closing.test.ts";
const DATABASE = "test/faults/database.test.ts";
const GATEWAYS = "test/faults/gateways.test.ts";
const OVERLOAD = "test/faults/overload.test.ts";
const SURROUNDINGS = "test/faults/redis-and-nats-outages.test.ts";
const REDIS_CACHE = "test/platform/cache/redis-cache.test.ts";

export const GUARDS: readonly Guard[] = [
  {
    name: "verdict-after-commit",
    promise: 1,
    file: "services/answers/answers.service.ts",
    guard: "const outcomes = await storeEach(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS, repeats);",
    without: `const outcomes = Array.from({ length: batch.length }, () => ({ kind: "stored" }) as const);
      storeEach(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS).catch(() => {});`,
    test: ANSWERS_NODE,
    named: "an answers node that is killed",
  },
  {
    name: "commit-on-disk",
    promise: 1,
    file: "dev-cluster/servers/postgres.ts",
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
    file: STORE_ANSWERS,
    guard: "    ) is null)\n  order by 1, 2, 3;\n",
    without:
      "    ) is null or true)\n  order by 1, 2, 3 on conflict (session_no, question_no, player_no) do update set choice = excluded.choice;\n",
    test: ANSWERS_NODE,
    named: "an answers node that is killed",
  },
  {
    name: "conflict-is-no-fault",
    promise: 2,
    file: STORE_ANSWERS,
    guard: "    ) is null)\n  order by 1, 2, 3;\n",
    without: "    ) is null or true)\n  order by 1, 2, 3;\n",
    test: DATABASE,
    named: "the database whose reply is lost",
  },
  {
    name: "own-resend-recognised",
    promise: 2,
    file: "services/answers/store-answers.ts",
    guard: "recognise(batch, firsts, outcomes, isResent);\n  return",
    without: "return",
    test: DATABASE,
    named: "the database whose reply is lost",
  },
  {
    name: "calls-time-out",
    promise: 4,
    file: "platform/contracts/typed-broker.ts",
    guard: '"answers.record": { timeout: 2500 },',
    without: "",
    test: SURROUNDINGS,
    named: "what the nodes share NATS, on SIGSTOP",
  },
  {
    name: "refused-with-receipt",
    promise: 4,
    file: "services/api/answers/answer-intake.ts",
    guard:
      'throw PASSING_TYPES.has(error?.type) || error?.type === "TRY_AGAIN" ? this.#putOff(arrival) : error;',
    without: "throw error;",
    test: OVERLOAD,
    named: "more than the database can take is refused",
  },
  {
    name: "nats-fails-fast",
    promise: 5,
    file: "platform/broker/transport.ts",
    guard: "if (disconnected.has(ctx.broker)) return Promise.reject(new ConnectionLost());",
    without: "",
    test: SURROUNDINGS,
    named: "what the nodes share NATS, on SIGKILL",
  },
  {
    name: "readyz-asks-nats",
    promise: 5,
    file: "platform/node/readiness.ts",
    guard: '...(transport ? [] : ["connection to NATS"]),',
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
    file: "services/api/http/in-flight.ts",
    guard: "this.#server.closeIdleConnections();\n    const cutOff",
    without: "this.#server.closeAllConnections();\n    const cutOff",
    also: {
      file: "services/api/http/raw/raw-connection.ts",
      guard: "if (!this.#isBusy && this.#waiting === undefined) this.#end();",
      without: "this.#socket.destroy();",
    },
    test: GATEWAYS,
    named: "a gateway that is asked to end",
  },
  {
    name: "streams-told",
    promise: 6,
    file: "services/api/streams/event-stream.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the code.
    guard: "this.end(chunkOf(`retry: ${1000 + Math.floor(Math.random() * RECONNECT_WITHIN_MS)}\\n\\n`));",
    without: "this.end();",
    test: GATEWAYS,
    named: "a gateway that is asked to end",
  },
  {
    name: "missed-heartbeats",
    promise: 10,
    file: "platform/broker/transport.ts",
    guard: "heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,",
    without: "heartbeatTimeout: 3600,",
    test: BOARDS,
    named:
      "figures and clocks the figures go on from another node when the one that has the board gets SIGSTOP",
  },
  {
    name: "told-lies-behind",
    promise: 8,
    file: "services/api/answers/received-at.ts",
    guard: "if (!window) return now;",
    without: "if (window || !window) return now;",
    test: CLOSING,
    named: "a close is a close at a gateway",
  },
  {
    name: "rows-from-the-horizon",
    promise: 9,
    file: "services/stats/reading/stats.repo.ts",
    guard: "stored_xid >= $2",
    without: "stored_xid > $2",
    test: ANSWERS_NODE,
    named: "an answers node that is killed",
  },
  {
    name: "clock-asks-the-database",
    promise: 10,
    file: "services/sessions/scheduler.ts",
    guard: "const due = await this.#work.due(now, [...this.#leftAlone.keys()]);",
    without: "const due: number[] = [];",
    test: BOARDS,
    named: "figures and clocks what the clock plays",
  },
  {
    name: "sent-again-at-once",
    promise: 1,
    file: "services/answers/store-answers.ts",
    guard: "if (!(error instanceof DatabaseAway) || Date.now() + RETRY_MS > deadline) throw error;",
    without: "throw error;",
    test: "test/services/answers/unknown-fate.test.ts",
    named: "a connection lost",
  },
  {
    name: "sent-again-by-either",
    promise: 1,
    file: "services/answers/store-answers.ts",
    guard: "if (!(error instanceof DatabaseAway) || Date.now() + RETRY_MS > deadline) throw error;",
    without: "throw error;",
    also: {
      file: "services/api/answers/answer-batcher.ts",
      guard: "const MOST_SENDINGS = 2;",
      without: "const MOST_SENDINGS = 1;",
    },
    test: DATABASE,
    named: "the database whose reply is lost",
  },
  {
    name: "neighbours-stored",
    promise: 3,
    file: "services/answers/store-answers.ts",
    guard: "return db.transaction((inside) => storeHalves(inside, batch, indexes));",
    without: "throw error;",
    test: DATABASE,
    named: "the database that cannot hold some rows",
  },
  {
    name: "silent-nodes-left-out",
    promise: 4,
    file: "platform/broker/internal-middlewares.ts",
    guard: 'if (name === "CircuitBreaker") return [silent];',
    without: 'if (name === "CircuitBreaker") return [];',
    test: "test/platform/broker/node-circuit-breaker.test.ts",
    named: "a node that does not reply is left out",
  },
  {
    name: "unheard-calls-let-go",
    promise: 4,
    file: "platform/broker/internal-middlewares.ts",
    guard: 'if (name === "ContextTracker") return ["Timeout", name];',
    without: 'if (name === "ContextTracker") return [name, "Timeout"];',
    test: "test/platform/broker/node-circuit-breaker.test.ts",
    named: "a node that does not reply is left out",
  },
  {
    name: "queue-bounded-in-rows",
    promise: 4,
    file: "services/answers/group-commit.ts",
    guard:
      "if (this.#queuedRows + batch.length > this.#limits.queueRows) return Promise.reject(new TryAgain());",
    without: "",
    test: "test/services/answers/group-commit.test.ts",
    named: "past the bound of rows",
  },
  {
    name: "redis-times-out",
    promise: 5,
    file: "platform/cache/redis-cache.ts",
    guard: "commandTimeout: PATIENCE_MS,",
    without: "",
    test: REDIS_CACHE,
    named: "after a SIGSTOP of Redis",
  },
  {
    name: "redis-errors-caught",
    promise: 5,
    file: "platform/cache/redis-cache.ts",
    guard: "return (await this.#redis.get(key)) ?? undefined;\n    } catch (error) {",
    without: "return (await this.#redis.get(key)) ?? undefined;\n    } catch (error) {\n      throw error;",
    test: REDIS_CACHE,
    named: "after a SIGKILL of Redis",
  },
  {
    name: "cache-not-waited-for",
    promise: 5,
    file: "services/stats/live/snapshot-publisher.ts",
    guard: "    this.#cache(snapshot);\n    await this.#outlets",
    without:
      '    await this.#outlets.cache.setVersion(snapshotKey(this.#sessionNo), "", snapshot.seq, SNAPSHOT_LIFE_MS);\n    await this.#outlets',
    test: "test/services/stats/moves-and-losses.test.ts",
    named: "nobody waits for a shared cache",
  },
  {
    name: "reveal-waits-for-grace",
    promise: 7,
    file: "services/sessions/transitions.ts",
    guard: "window.closesAt !== null && window.closesAt + settings.graceMs <= now",
    without: "window.closesAt !== null && window.closesAt <= now",
    also: {
      file: "services/sessions/transitions.ts",
      guard: "times.push(window.closesAt + session.settings.graceMs);",
      without: "times.push(window.closesAt);",
    },
    test: CLOSING,
    named: "a close tells nothing before its time",
  },
  {
    name: "late-is-refused",
    promise: 8,
    file: STORE_ANSWERS,
    guard: " and b.received_at <= shut[b.w]\n",
    without: "\n",
    test: CLOSING,
    named: "a close tells nothing before its time",
  },
  {
    name: "arrival-decides",
    promise: 8,
    file: STORE_ANSWERS,
    guard: "b.received_at <= shut[b.w]",
    without: "now() <= shut[b.w]",
    also: {
      file: STORE_ANSWERS,
      guard: "when b.received_at > shut[b.w] then 'closed'",
      without: "when now() > shut[b.w] then 'closed'",
    },
    test: CLOSING,
    named: "a close tells nothing before its time",
  },
  {
    name: "horizon-is-the-oldest",
    promise: 9,
    file: "services/stats/reading/stats.repo.ts",
    guard: "pg_snapshot_xmin(pg_current_snapshot())",
    without: "pg_snapshot_xmax(pg_current_snapshot())",
    test: "test/services/stats/reading/stats.repo.test.ts",
    named: "transactions that commit out of turn",
  },
  {
    name: "boards-taken-up",
    promise: 10,
    file: "services/stats/live/live-boards.ts",
    guard:
      "if (!this.#boards.has(session.no) && this.#owns(session.no)) this.#board(session.no).changed(session);",
    without: "",
    test: "test/services/stats/live/live-boards.test.ts",
    named: "the boards of a node that has gone",
  },
  {
    name: "clock-sleeps-briefly",
    promise: 10,
    file: "services/sessions/scheduler.ts",
    guard: ": 0), LONGEST_SLEEP_MS)",
    without: ": 0), 2 ** 31 - 1)",
    test: "test/services/sessions/scheduler.test.ts",
    named: "what another node has scheduled",
  },
  {
    name: "older-figures-refused",
    promise: 9,
    file: "services/api/caches/snapshot-cache.ts",
    guard: "if (known && known.seq < update.seq) this.#put",
    without: "if (known) this.#put",
    test: "test/services/stats/moves-and-losses.test.ts",
    named: "two owners at once",
  },
  {
    name: "slow-readers-left-out",
    promise: 4,
    file: "services/api/streams/event-stream.ts",
    guard: "if (this.#outlet.waitingBytes > BEHIND_BYTES) {",
    without: "if (this.#outlet.waitingBytes > Number.POSITIVE_INFINITY) {",
    test: "test/services/api/streams/event-stream.test.ts",
    named: "a slow reader is left out",
  },
  {
    name: "waiting-requests-bounded",
    promise: 4,
    file: "services/api/http/raw/raw-connection.ts",
    guard: "else if (this.#waiting.length > MOST_WAITING) this.#socket.pause();",
    without: "",
    test: "test/services/api/http/raw/raw-connection.test.ts",
    named: "what comes behind a request under way",
  },
];
