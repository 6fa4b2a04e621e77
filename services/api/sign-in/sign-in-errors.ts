import { InvalidToken, NotFound } from "../../../platform/errors.ts";

/** Why a sign-in is refused, in words for the host. */
export const linkUsed = () =>
  new InvalidToken("This sign-in link was used before: each one signs in once. Ask for another one.");
export const linkInvalid = () =>
  new InvalidToken(
    "This sign-in link is not valid: it has expired, or a part of it is missing. Ask for another one.",
  );
export const noProvider = () => new NotFound("way to sign in: this server has no OpenID provider");
