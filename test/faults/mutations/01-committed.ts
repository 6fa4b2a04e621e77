import type { CodeMutation } from "./mutation.ts";

const ANSWERS_NODE = "test/faults/answers-node.test.ts";
const CRASH = "test/end-to-end/crash.test.ts";
const DATABASE = "test/faults/database.test.ts";
const DATABASE_FOLDER = "test/platform/database/database-folder.servers.test.ts";
const EMBEDDED_WORKER = "platform/database/embedded-database.worker.ts";

export const COMMITTED: readonly CodeMutation[] = [
  {
    name: "verdict-after-commit",
    file: "services/answers/answers.service.ts",
    code: "const outcomes = await storeBatch(this.db, batch, maxAgeMs, duplicates, outage);",
    replacement: `const outcomes = Array.from({ length: batch.length }, () => ({ kind: "stored" }) as const);
      storeBatch(this.db, batch, maxAgeMs, duplicates, outage).catch(() => {});`,
    test: ANSWERS_NODE,
    testName: "an answers node that is killed",
  },
  {
    name: "commit-on-disk",
    file: "dev-cluster/servers/postgres.ts",
    code: 'synchronous_commit: "on"',
    replacement: 'synchronous_commit: "off"',
    test: DATABASE,
    testName: "the database that is killed",
  },
  {
    name: "folder-locked",
    file: "platform/database/folder-lock.ts",
    code: "pragma locking_mode = exclusive; begin exclusive",
    replacement: "begin",
    test: "test/platform/database/folder-lock.test.ts",
    testName: "a lock of another process",
  },
  {
    name: "acknowledged-recorded",
    file: EMBEDDED_WORKER,
    code: "acknowledged.write(files.flushed);",
    replacement: "",
    test: DATABASE_FOLDER,
    testName: "a database that lacks acknowledged changes",
  },
  {
    name: "commits-flushed",
    file: EMBEDDED_WORKER,
    code: '.filter((parameter) => !files || parameter !== "-F")',
    replacement: "",
    test: DATABASE_FOLDER,
    testName: "a database that lacks acknowledged changes",
  },
  {
    name: "log-in-its-folder",
    file: "platform/database/host-files.ts",
    code: "if (!isSame(there, fstatSync(stream.nfd))) {",
    replacement: "if (!isSame(there, fstatSync(stream.nfd)) && stream.nfd < 0) {",
    test: CRASH,
    testName: "kill -9 while a question is open, and a failing disk a disk",
  },
  {
    name: "retried-at-once",
    file: "services/answers/store-answers.ts",
    code: "if (!(error instanceof DatabaseUnavailable) || currentTime() + RETRY_DELAY_MS > deadline) throw error;",
    replacement: "throw error;",
    test: "test/services/answers/unknown-fate.servers.test.ts",
    testName: "a connection lost",
  },
  {
    name: "retried-by-either",
    file: "services/answers/store-answers.ts",
    code: "if (!(error instanceof DatabaseUnavailable) || currentTime() + RETRY_DELAY_MS > deadline) throw error;",
    replacement: "throw error;",
    also: {
      file: "services/api/answers/answer-batcher.ts",
      code: "const MAX_ATTEMPTS = 2;",
      replacement: "const MAX_ATTEMPTS = 1;",
    },
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
];
