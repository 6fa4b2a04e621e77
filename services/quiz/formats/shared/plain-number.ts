const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/**
 * The number that a text says, as Moodle writes it: a dot before its decimals, nothing between its digits. Infinite if
 * it is too large for a double, null if the text is no number.
 */
export function plainNumber(text: string): number | null {
  // Word and web pages write a minus sign that is not the hyphen.
  const digits = text.trim().replace("\u2212", "-");
  return NUMBER.test(digits) ? Number(digits) : null;
}
