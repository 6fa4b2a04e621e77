import { Tokens, tokenSecret } from "../auth/tokens.ts";
import { EnvironmentError, readEnvironment } from "../environment.ts";

/** `npm run -s host-token -- <name>`: prints a host's token and nothing else. */
const [name, ...rest] = process.argv.slice(2);
if (!name || rest.length > 0) {
  console.error("usage: npm run -s host-token -- <name>");
  process.exit(2);
}
try {
  console.log(new Tokens(tokenSecret(readEnvironment(process.env))).issueHostToken(name));
} catch (error) {
  if (!(error instanceof EnvironmentError || error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exit(2);
}
