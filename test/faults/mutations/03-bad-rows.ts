import type { CodeMutation } from "./mutation.ts";

const DATABASE = "test/faults/database.test.ts";

export const BAD_ROWS: readonly CodeMutation[] = [
  {
    name: "good-rows-stored",
    file: "services/answers/store-answers.ts",
    code: "return db.transaction((transaction) => bisect(transaction, batch, indexes, outage));",
    replacement: "throw error;",
    test: DATABASE,
    testName: "the database that rejects some rows",
  },
];
