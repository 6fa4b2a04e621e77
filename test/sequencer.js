import { default as module } from "@jest/test-sequencer";

const Sequencer = module.default ?? module;

/** Files that take long although they are short. Without earlier timings, Jest would start them last. */
const FIRST = /\/test\/fuzz\//;

/** The order of the test files: as Jest has it, the longest first, but on a clean checkout it only knows their sizes. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [
      ...sorted.filter(({ path }) => FIRST.test(path)),
      ...sorted.filter(({ path }) => !FIRST.test(path)),
    ];
  }
}
