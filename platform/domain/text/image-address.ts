import { z } from "zod";

const MAX_LENGTH = 2000;
const CONTROL_CHARACTER = /\p{Cc}/u;
/** They may stand nowhere in an address, and a page that puts them into its HTML may be broken by them. */
const QUOTES = /["`<>]/;

/** Why an address cannot be shown as an image; null if it can. */
function problemOf(address: string): string | null {
  if (CONTROL_CHARACTER.test(address))
    return "must not contain control characters, such as tabs or line breaks";
  if (QUOTES.test(address)) return 'must not contain ", `, < or >';
  const url = URL.parse(address);
  if (url?.protocol !== "https:") return "must be an https: address";
  if (url.username !== "" || url.password !== "") return "must not contain a user name or a password";
  return normalForm(address).length > MAX_LENGTH ? `must have at most ${MAX_LENGTH} characters` : null;
}

/**
 * The address as browsers send it (WHATWG URL), so that it is the same wherever it is shown. An apostrophe is allowed in
 * an address, but not needed: it is encoded, since it may end an attribute in HTML.
 */
function normalForm(address: string): string {
  return new URL(address).href.replaceAll("'", "%27");
}

/** The address of an image that pages show with a question. The server never fetches it. */
export const imageAddressSchema = z
  .string()
  .max(MAX_LENGTH)
  .superRefine((address, context) => {
    const problem = problemOf(address);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  })
  .overwrite((address) => (URL.canParse(address) ? normalForm(address) : address))
  .meta({ format: "uri" });
