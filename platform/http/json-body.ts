import { isAscii } from "node:buffer";
import { BadRequest } from "../errors.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws BadRequest if the bytes are not JSON in UTF-8 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(isAscii(body) ? body.toString("latin1") : utf8.decode(body));
  } catch (error) {
    const reason = error instanceof SyntaxError ? placeOf(error) : "it is not UTF-8";
    throw new BadRequest(`The body is not JSON: ${reason}.`);
  }
}

/** Where JSON is wrong, as far as V8's message tells. The message itself repeats parts of the body. */
function placeOf({ message }: SyntaxError): string {
  const position = /\bposition (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `there is an error at character ${Number(position) + 1}`;
  const token = /^Unexpected token '(.+?)',/su.exec(message)?.[1];
  if (token !== undefined) return `there is an unexpected ${JSON.stringify(token)}`;
  return /\bend of JSON input/.test(message) ? "it ends too early" : "there is an error in it";
}
