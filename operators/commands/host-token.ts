import { Tokens, tokenSecret } from "../../platform/auth/tokens.ts";
import type { Command } from "../command.ts";

export const hostToken: Command = {
  usage: "host-token <name>",
  description: "Prints a host token, valid for 30 days",
  async *run({ environment }, [name = ""]) {
    yield new Tokens(tokenSecret(environment)).issueHostToken(name);
  },
};
