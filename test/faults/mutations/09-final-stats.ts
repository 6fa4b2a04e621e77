import type { CodeMutation } from "./mutation.ts";

const ANSWERS_NODE = "test/faults/answers-node.test.ts";

export const FINAL_STATS: readonly CodeMutation[] = [
  {
    name: "reads-from-horizon",
    file: "services/stats/reading/stats.repo.ts",
    code: "stored_xid >= $2",
    replacement: "stored_xid > $2",
    test: ANSWERS_NODE,
    testName: "an answers node that is killed",
  },
  {
    name: "horizon-is-oldest-transaction",
    file: "services/stats/reading/stats.repo.ts",
    code: "pg_snapshot_xmin(pg_current_snapshot())",
    replacement: "pg_snapshot_xmax(pg_current_snapshot())",
    test: "test/services/stats/reading/stats.repo.servers.test.ts",
    testName: "transactions that commit out of order",
  },
  {
    name: "restored-answers-read",
    file: "services/stats/live/session-board.ts",
    code: "    await this.#readRestored(database, rules, shapes);\n    return",
    replacement: "    return",
    test: "test/services/stats/stats.service.servers.test.ts",
    testName: "the answers of a player whose removal was taken back",
  },
  {
    name: "older-snapshots-rejected",
    file: "services/api/caches/snapshot-cache.ts",
    code: "if (!cached || cached.seq >= update.seq) return undefined;",
    replacement: "if (!cached) return undefined;",
    test: "test/services/stats/failover-and-outages.servers.test.ts",
    testName: "two owners at once",
  },
];
