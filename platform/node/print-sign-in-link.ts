import { parseArgs } from "node:util";
import { Tokens, tokenSecret } from "../auth/tokens.ts";
import { EnvironmentError, readEnvironment } from "../environment.ts";
import { publicUrl, signInLink } from "./public-url.ts";

const MINUTE_MS = 60_000;
const USAGE = "usage: npm run -s sign-in-link -- <name> [--minutes <1 to 1440>]";

/** `npm run -s sign-in-link -- <name>`: prints a link that signs a host in once, and nothing else. */
try {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: "string", default: "15" } },
    allowPositionals: true,
  });
  const [name, ...rest] = positionals;
  const minutes = /^\d{1,4}$/.test(values.minutes) ? Number(values.minutes) : 0;
  if (!name || rest.length > 0 || minutes < 1 || minutes > 1440) fail(USAGE);
  const environment = readEnvironment(process.env);
  const code = new Tokens(tokenSecret(environment)).issueSignInCode(name, minutes * MINUTE_MS);
  console.log(signInLink(publicUrl(environment), code));
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
