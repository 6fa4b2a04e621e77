import type { CodeMutation } from "./mutation.ts";

const INSERT_ANSWERS = "migrations/0009_put_off_answers.sql";
const ANSWERS_NODE = "test/faults/answers-node.test.ts";
const DATABASE = "test/faults/database.test.ts";

export const FIRST_ANSWER_WINS: readonly CodeMutation[] = [
  {
    name: "primary-key",
    file: "migrations/0001_quizzes_sessions_answers.sql",
    code: "  response text,\n  primary key (session_no, question_no, player_no)\n",
    replacement: "  response text\n",
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "first-wins",
    file: INSERT_ANSWERS,
    code: "    ) is null)\n  order by 1, 2, 3;\n",
    replacement:
      "    ) is null or true)\n  order by 1, 2, 3 on conflict (session_no, question_no, player_no) do update set choice = excluded.choice;\n",
    test: ANSWERS_NODE,
    testName: "an answers node that is killed",
  },
  {
    name: "conflict-is-not-an-error",
    file: INSERT_ANSWERS,
    code: "    ) is null)\n  order by 1, 2, 3;\n",
    replacement: "    ) is null or true)\n  order by 1, 2, 3;\n",
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "own-retry-recognised",
    file: "services/answers/store-answers.ts",
    code: "recogniseOwnRetries(batch, firsts, outcomes, isRetry);\n  return",
    replacement: "return",
    test: DATABASE,
    testName: "the database whose reply is lost",
  },
  {
    name: "put-off-delivered",
    file: "services/api/answers/put-off-delivery.ts",
    code: "if (answers.size > 0) void this.run();",
    replacement: "",
    test: DATABASE,
    testName: "the database that is away until after the close",
  },
  {
    name: "redemptions-wait",
    file: INSERT_ANSWERS,
    code: "    and (b.delivery <> 2 or now() >= settled_at[b.w])\n",
    replacement: "",
    test: "test/services/answers/put-off.servers.test.ts",
    testName: "an answer that its player brings just after the reveal",
  },
];
