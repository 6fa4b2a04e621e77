/** A piece of code that occurs once in a file (a path from the project's root), and its replacement. */
export interface Replacement {
  file: string;
  code: string;
  replacement: string;
}

/** A mutation of code that keeps a promise. With it, the test of the promise must fail. */
export interface CodeMutation extends Replacement {
  name: string;
  /** A second replacement, made together with the first, because either piece of code alone keeps the promise. */
  also?: Replacement;
  /** The file of the test, and the beginning of the test's name. */
  test: string;
  testName: string;
}

export interface Mutation extends CodeMutation {
  /** The number of the promise in docs/promises.md. */
  promise: number;
}
