import {
  MAX_LINK_MINUTES,
  newSignInLink,
  readLinkMinutes,
  USUAL_LINK_MINUTES,
} from "../../platform/node/sign-in-link.ts";
import type { Command } from "../command.ts";
import { UserError } from "../user-error.ts";

export const signInLink: Command = {
  usage: "sign-in-link <name> [minutes]",
  description: `Prints a link that signs a host in once, within ${USUAL_LINK_MINUTES} minutes or as many as you say`,
  async *run({ environment }, [name = "", typed = USUAL_LINK_MINUTES]) {
    const minutes = readLinkMinutes(typed);
    if (minutes === undefined)
      throw new UserError(`Minutes must be a whole number from 1 to ${MAX_LINK_MINUTES}.`);
    yield newSignInLink(environment, name, minutes);
  },
};
