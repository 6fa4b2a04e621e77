/** A line of "```", with the name of a language or without. */
const LINE = /^```\w*$/;
const OPENING = /^\s*```[\w-]*[ \t]*(?=[\r\n])/;
const CLOSING = /[\r\n]```$/;

/** Whether a line, trimmed, is one of those that chatbots put around a file. */
export function isFenceLine(line: string): boolean {
  return LINE.test(line);
}

/**
 * A text without the lines of "```" that chatbots put around a file. The other lines keep their numbers. A text that has
 * only one of them stays as it is.
 */
export function withoutFence(text: string): string {
  const [opening] = OPENING.exec(text) ?? [];
  if (opening === undefined) return text;
  const body = text.slice(opening.length).trimEnd();
  if (!CLOSING.test(body.slice(-4))) return text;
  return opening.replace(/[^\r\n]/g, "") + body.slice(0, -3);
}
