import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/**
 * `npm test`. The tests that start servers wait a lot. Meanwhile the checks and the tests of pure functions run with
 * the processor time that is left over: the system gives them a processor only while nothing else needs it, so they
 * delay no server, and nothing in them has a deadline.
 */

/** Runs a command of the shell only while a processor is idle (Linux), or with the lowest priority. */
const LEFT_OVER =
  'if chrt --idle 0 true 2>/dev/null; then exec chrt --idle 0 "$@"; else exec nice -n 19 "$@"; fi';
/** How long a test of pure functions may take while others need the processors, in ms. */
const PATIENCE_MS = 600_000;

const jest = (...args: string[]) => ["run", "-s", "jest", "--", ...args];

const exitCodes = await Promise.all([
  run("npm", jest("--selectProjects", "servers", "timed")),
  runWithLeftOver(["run", "-s", "check"]).then(async (code) => {
    const tests = await runWithLeftOver(jest("--selectProjects", "unit", `--testTimeout=${PATIENCE_MS}`));
    return code || tests;
  }),
]);
process.exitCode = exitCodes.find((code) => code !== 0) ?? 0;

/** Runs a command with this process' terminal. Resolves with its exit code. */
function run(command: string, args: readonly string[]): Promise<number> {
  return exitCode(spawn(command, args, { stdio: "inherit" }));
}

/** Runs npm with the processor time that is left over, and prints its output when it has ended. */
async function runWithLeftOver(args: readonly string[]): Promise<number> {
  const child = spawn("sh", ["-c", `${LEFT_OVER} 2>&1`, "sh", "npm", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [code, output] = await Promise.all([exitCode(child), text(child.stdout)]);
  process.stderr.write(output);
  return code;
}

function exitCode(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
