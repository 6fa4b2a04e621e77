import type { CodeMutation } from "./mutation.ts";

const BOARDS_AND_SCHEDULER = "test/faults/boards-and-schedulers.test.ts";

export const LOST_NODES: readonly CodeMutation[] = [
  {
    name: "missed-heartbeats",
    file: "platform/broker/transport.ts",
    code: "heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,",
    replacement: "heartbeatTimeout: 3600,",
    test: BOARDS_AND_SCHEDULER,
    testName:
      "boards and schedulers another node continues the stats when the owner of the board gets SIGSTOP",
  },
  {
    name: "closed-streams-noticed",
    file: "services/stats/closing/answered-closer.ts",
    code: "const CHECK_INTERVAL_MS = 500;",
    replacement: "const CHECK_INTERVAL_MS = 3_600_000;",
    test: "test/services/stats/closing/answered-closer.test.ts",
    testName: "if no answer comes",
  },
  {
    name: "gateways-asked-twice",
    file: "services/stats/closing/streaming-survey.ts",
    code: "if (isSettled) return null;",
    replacement: "if (isSettled || attempt >= 0) return null;",
    test: "test/services/stats/closing/streaming-survey.test.ts",
    testName: "a player who moves",
  },
  {
    name: "silent-gateways-block",
    file: "services/stats/closing/streaming-survey.ts",
    code: "// A gateway that is known but does not reply may have players who have not answered.",
    replacement: "return null;",
    test: "test/services/stats/closing/answered-closer.test.ts",
    testName: "while a known gateway",
  },
  {
    name: "scheduler-polls-database",
    file: "services/sessions/scheduler.ts",
    code: "const due = await this.#tasks.dueSessions(now, [...this.#backedOff.keys()]);",
    replacement: "const due: number[] = [];",
    test: BOARDS_AND_SCHEDULER,
    testName: "boards and schedulers questions in pace auto",
  },
  {
    name: "orphaned-boards-adopted",
    file: "services/stats/live/live-boards.ts",
    code: "if (isOrphan) this.#getOrCreate(session.no).sessionChanged(session);",
    replacement: "",
    test: "test/services/stats/live/live-boards.test.ts",
    testName: "the boards of a node that has gone",
  },
  {
    name: "scheduler-polls-often",
    file: "services/sessions/scheduler.ts",
    code: ": 0), MAX_SLEEP_MS)",
    replacement: ": 0), 2 ** 31 - 1)",
    test: "test/services/sessions/scheduler.test.ts",
    testName: "what another node has scheduled",
  },
  {
    name: "retried-elsewhere",
    file: "platform/broker/retry-elsewhere.ts",
    code: "if (!(error as { retryable?: boolean }).retryable || before.length >= retries) throw error;",
    replacement: "throw error;",
    test: BOARDS_AND_SCHEDULER,
    testName:
      "boards and schedulers joins and the host's steps are taken once, and at the first try, when a sessions node gets SIGSTOP",
  },
  {
    name: "step-taken-once",
    file: "services/sessions/session-commands.ts",
    code: "if (stepId !== undefined && recentSteps.includes(stepId)) return false;",
    replacement: "",
    test: "test/services/sessions/sessions.service.servers.test.ts",
    testName: "a host's step that is sent again",
  },
  {
    name: "created-once",
    file: "platform/idempotency/idempotency.repo.ts",
    code: "where k.created_at <",
    replacement: "where true or k.created_at <",
    test: "test/platform/idempotency/idempotency.servers.test.ts",
    testName: "whatever comes at the same time",
  },
  {
    name: "join-taken-once",
    file: "services/sessions/players.repo.ts",
    code: "j.nickname_key, j.is_unique, j.key\n",
    replacement: "j.nickname_key, j.is_unique, null::uuid\n",
    test: "test/services/sessions/joining.servers.test.ts",
    testName: "the same code and key again is the same player when whole batches",
  },
  {
    name: "nickname-taken-once",
    file: "services/sessions/players.repo.ts",
    code: "j.nickname, j.nickname_key, j.is_unique, j.key\n",
    replacement: "j.nickname, j.nickname_key, false, j.key\n",
    test: "test/services/sessions/unique-nicknames.servers.test.ts",
    testName: "unique nicknames on Postgres of a thousand who join with one name",
  },
];
