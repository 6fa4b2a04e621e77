type Body = () => Promise<void>;

/**
 * Declares tests that mostly wait, and of which none changes what another one uses, such as tests with a session each.
 * The first of them that runs starts all; then each waits for its own. Their titles and errors are as those of any test.
 *
 * @returns a function to be used like `test`
 */
export function sideBySide(): (name: string, body: Body, timeoutMs?: number) => void {
  const bodies: Body[] = [];
  let runs: Promise<void>[] | undefined;
  return (name, body, timeoutMs) => {
    const index = bodies.push(body) - 1;
    test(
      name,
      async () => {
        runs ??= bodies.map((start) => {
          const run = start();
          // Its own test reports the error.
          run.catch(() => {});
          return run;
        });
        await runs[index];
      },
      timeoutMs,
    );
  };
}
