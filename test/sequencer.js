import { default as module } from "@jest/test-sequencer";

const Sequencer = module.default ?? module;

/**
 * They measure the heap of their own process, and collect all garbage again and again: quick while the process is young,
 * slow after it has run a hundred files.
 */
const HEAP = ["platform/cache/approximate-bytes.test.ts", "services/api/caches/cache-memory.test.ts"];
/**
 * What takes longest comes first. Without earlier timings, Jest would know only the sizes of the files. The files of
 * `faults/` need most of a processor, the others mostly wait: therefore a few others stand between two of them. The
 * files that share the cluster (`describeOnDeployments`) stand together, so that it can stop after the last of them.
 */
const LONG = [
  "end-to-end/full-game.test.ts",
  "faults/database.test.ts",
  "end-to-end/crash.test.ts",
  "end-to-end/isolation.test.ts",
  "end-to-end/corrections.test.ts",
  "faults/gateways.test.ts",
  "end-to-end/windows.test.ts",
  "end-to-end/stream-resume.test.ts",
  "end-to-end/broadcasts.test.ts",
  "end-to-end/malformed-answers.test.ts",
  "faults/redis-and-nats-outages.test.ts",
  "end-to-end/quiz-validation.test.ts",
  "end-to-end/one-answer.test.ts",
  "end-to-end/access.test.ts",
  "end-to-end/removal.test.ts",
  "faults/boards-and-schedulers.test.ts",
  "end-to-end/audit.test.ts",
  "end-to-end/fairness.test.ts",
  "end-to-end/quizzes.test.ts",
  "end-to-end/caching.test.ts",
  "client/faults/network.servers.test.ts",
  "faults/overload.test.ts",
  "browser/desk.servers.test.ts",
  "fuzz/fuzz.servers.test.ts",
  "browser/player.servers.test.ts",
  "end-to-end/key-secrecy-comparison.test.ts",
  "client/faults/one-node.servers.test.ts",
  "faults/answers-node.test.ts",
  "end-to-end/key-secrecy.test.ts",
  "end-to-end/shutdown.test.ts",
  "operators/drain.servers.test.ts",
  "platform/database/database-folder.servers.test.ts",
  "faults/closing.test.ts",
  "end-to-end/clock.test.ts",
  "end-to-end/largest-quiz.test.ts",
  "dev-cluster/cluster.test.ts",
  "browser/editor.servers.test.ts",
];
const FIRST = [...HEAP, ...LONG];

/** The place of a test file among the first; those that are not listed come after them. */
function place({ path }) {
  const index = FIRST.findIndex((file) => path.endsWith(`/test/${file}`));
  return index < 0 ? FIRST.length : index;
}

/** The order of the test files: those that are listed, then the others as Jest has it. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
}
