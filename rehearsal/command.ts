import { randomInt } from "node:crypto";
import { verdictOf } from "./figures/verdict.ts";
import { HELP } from "./help.ts";
import { checkJsonFile, writeJsonFile } from "./json-file.ts";
import { type Options, readOptions, UsageError } from "./options.ts";
import { rehearse } from "./rehearsal.ts";
import { plainError } from "./stage/plain-error.ts";
import { checkDescriptors, isLoopback } from "./stage/reach-server.ts";
import { planText } from "./terminal/plan-text.ts";
import { Progress } from "./terminal/progress.ts";
import { reportText } from "./terminal/report-text.ts";

const EXIT = { fine: 0, notFine: 1, usage: 2, interrupted: 130 };
/** The terminal sends Ctrl-C to this process and to npm, and npm forwards it. Within this time it is the same Ctrl-C. */
const SAME_SIGNAL_MS = 1000;
const MAX_SEED = 1_000_000;

/** `npm run rehearse`: reads the options, rehearses, prints the report. @returns the exit code */
async function run(args: readonly string[], progress: Progress): Promise<number> {
  const options = readOptions(args, process.env, randomInt(MAX_SEED));
  if (options === "help") {
    process.stdout.write(HELP);
    return EXIT.fine;
  }
  checkDescriptors(options.players);
  if (options.json !== undefined) await checkJsonFile(options.json);
  const isFar = options.url !== undefined && !isLoopback(options.url);
  progress.log(planText(options));
  if (isFar && !options.yes)
    throw new UsageError(
      "That is not this machine. If it is your server, and you want to do this now, add --yes.",
    );
  const report = await rehearse(options, progress, endOf(options, progress));
  const verdict = verdictOf(report);
  process.stdout.write(`\n${reportText(report, verdict)}\n`);
  if (options.json !== undefined) await writeJsonFile(options.json, { ...report, verdict });
  if (report.early === "interrupted") return EXIT.interrupted;
  return verdict.isFine ? EXIT.fine : EXIT.notFine;
}

/** Aborted by Ctrl-C, or when the time is over. A second Ctrl-C ends the process at once. */
function endOf({ minutes, url, code }: Options, progress: Progress): AbortSignal {
  const end = new AbortController();
  let endingSince: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (endingSince !== undefined && Date.now() - endingSince < SAME_SIGNAL_MS) return;
      if (endingSince !== undefined) {
        if (url !== undefined && code === undefined)
          progress.log("Ended at once. The session and its quiz may still be there.");
        process.exit(EXIT.interrupted);
      }
      endingSince = Date.now();
      progress.log("Ending. What was done so far is reported. Press Ctrl-C again to end at once.");
      end.abort("interrupted");
    });
  }
  setTimeout(() => end.abort("out of time"), minutes * 60_000).unref();
  return end.signal;
}

const progress = new Progress(process.stderr);
try {
  process.exitCode = await run(process.argv.slice(2), progress);
} catch (error) {
  progress.clear();
  const isUsage = error instanceof UsageError;
  console.error(`${plainError(error)}${isUsage ? "\nnpm run rehearse -- --help shows all options." : ""}`);
  process.exitCode = isUsage ? EXIT.usage : EXIT.notFine;
}
// What a broken connection has left behind must not keep the process.
process.exit();
