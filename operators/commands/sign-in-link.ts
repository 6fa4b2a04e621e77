import { Tokens, tokenSecret } from "../../platform/auth/tokens.ts";
import { signInLink as linkOf, publicUrl } from "../../platform/node/public-url.ts";
import type { Command } from "../command.ts";
import { UserError } from "../user-error.ts";

const MINUTE_MS = 60_000;
const MAX_MINUTES = 1440;

export const signInLink: Command = {
  usage: "sign-in-link <name> [minutes]",
  description: "Prints a link that signs a host in once, within 15 minutes or as many as you say",
  async *run({ environment }, [name = "", typed = "15"]) {
    const minutes = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
    if (minutes < 1 || minutes > MAX_MINUTES)
      throw new UserError(`Minutes must be a whole number from 1 to ${MAX_MINUTES}.`);
    const code = new Tokens(tokenSecret(environment)).issueSignInCode(name, minutes * MINUTE_MS);
    yield linkOf(publicUrl(environment), code);
  },
};
