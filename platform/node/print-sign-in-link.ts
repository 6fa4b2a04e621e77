import { parseArgs } from "node:util";
import { EnvironmentError, readEnvironment } from "../environment.ts";
import { MAX_LINK_MINUTES, newSignInLink, readLinkMinutes, USUAL_LINK_MINUTES } from "./sign-in-link.ts";

const USAGE = `usage: npm run -s sign-in-link -- <name> [--minutes <1 to ${MAX_LINK_MINUTES}>]`;

/** `npm run -s sign-in-link -- <name>`: prints a link that signs a host in once, and nothing else. */
try {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: "string", default: USUAL_LINK_MINUTES } },
    allowPositionals: true,
  });
  const [name, ...rest] = positionals;
  const minutes = readLinkMinutes(values.minutes);
  if (!name || rest.length > 0 || minutes === undefined) fail(USAGE);
  console.log(newSignInLink(readEnvironment(process.env), name, minutes));
} catch (error) {
  const isUsage = (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  if (isUsage) fail(USAGE);
  if (!(error instanceof EnvironmentError || error instanceof RangeError)) throw error;
  fail(error.message);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
