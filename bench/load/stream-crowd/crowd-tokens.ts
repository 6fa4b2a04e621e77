import type { CrowdPart } from "./plan.ts";

const NEWLINE = 10;

/** Makes the request of each stream. The tokens stay in the bytes that they came in. */
export class CrowdTokens {
  /** The request before and after the token. */
  readonly #parts: readonly string[];
  readonly #bytes: Buffer;
  /** The request of a stream without a token. */
  readonly #anonymous: string;
  /** Where the token of each stream begins. */
  readonly #starts: Uint32Array;

  constructor({ request, tokens }: Pick<CrowdPart, "request" | "tokens">) {
    this.#parts = request.split("{token}");
    this.#anonymous = request.replace(/Authorization: [^\r\n]*\{token\}\r\n/, "");
    const { buffer, byteOffset, byteLength } = tokens ?? Buffer.alloc(0);
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.#starts = startsOf(this.#bytes);
  }

  /** @param lastId the id of the stream's last event @throws RangeError if the stream has no token */
  request(stream: number, lastId: string | undefined): string {
    const token = this.#parts.length === 1 ? "" : this.#token(stream);
    const text = token === "" ? this.#anonymous : this.#parts.join(token);
    if (lastId === undefined) return text;
    const end = text.indexOf("\r\n\r\n");
    return `${text.slice(0, end)}\r\nLast-Event-ID: ${lastId}${text.slice(end)}`;
  }

  #token(stream: number): string {
    const start = this.#starts[stream];
    if (start === undefined || start > this.#bytes.length)
      throw new RangeError(`Stream ${stream} has no token`);
    const end = this.#bytes.indexOf(NEWLINE, start);
    return this.#bytes.toString("latin1", start, end === -1 ? this.#bytes.length : end);
  }
}

function startsOf(bytes: Buffer): Uint32Array {
  let lines = 1;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  const starts = new Uint32Array(lines);
  for (let line = 1; line < lines; line++) starts[line] = bytes.indexOf(NEWLINE, starts[line - 1]) + 1;
  return starts;
}
