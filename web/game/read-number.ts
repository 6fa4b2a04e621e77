/** Signs that people write for a minus: hyphens, dashes, and the sign itself. */
const MINUS = /^[-\u2010-\u2015\u2212\ufe63\uff0d]/;
const PLUS = /^[+\uff0b]/;
/** Between groups of digits, and never before decimals: spaces, apostrophes, the Arabic thousands sign. */
const GROUP_ONLY = /[\s'\u2019\u2018\u02bc\uff07\u066c_]/g;
/** Groups of three, or Indian ones of two and a last one of three. */
const GROUPED = /^\d{1,3}(?:G\d{3})+$|^\d{1,2}(?:G\d{2})+G\d{3}$/;

/**
 * Reads a number as people type it in their language: `1.234,5` is 1234.5 in German, and `1,234.5` is it in English.
 * Digits of all scripts count. Where a sign may be both, the language decides: `1.500` is 1500 in German and 1.5 in
 * English.
 *
 * @param language a BCP 47 tag
 * @returns undefined if it is no number
 */
export function readNumber(typed: string, language: string): number | undefined {
  let text = withPlainDigits(typed.replace(/\p{Cf}/gu, "").trim());
  const isNegative = MINUS.test(text);
  if (isNegative || PLUS.test(text)) text = text.slice(1).trim();
  const [, mantissa = "", exponent = ""] = /^(.*?)(?:[eE]([+-]?\d{1,3}))?$/s.exec(text) ?? [];
  const plain = withoutGroups(mantissa, language);
  if (plain === undefined) return undefined;
  const value = Number(`${isNegative ? "-" : ""}${plain}${exponent && `e${exponent}`}`);
  // -0 and 0 are one answer.
  return Number.isFinite(value) ? value + 0 : undefined;
}

/** A number as the language writes it, with every digit that it has. @param language a BCP 47 tag */
export function showNumber(value: number, language: string): string {
  if (!Number.isFinite(value)) return new Intl.NumberFormat(language).format(value);
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-6 && size < 1e15);
  const [digits = "", exponent = "0"] = (isPlain ? String(size) : size.toExponential()).split("e");
  const [whole = "", decimals = ""] = digits.split(".");
  // Intl rounds some numbers of 16 digits (999999999999.9995): it writes all but the decimals, which are put in here.
  const near = Number(`${value < 0 ? "-" : ""}${whole}${decimals && ".5"}e${exponent}`);
  return new Intl.NumberFormat(language, {
    maximumFractionDigits: decimals ? 1 : 0,
    ...(isPlain ? {} : { notation: "scientific" }),
  })
    .formatToParts(near)
    .map((part) => (part.type === "fraction" ? withDigitsOf(language, decimals) : part.value))
    .join("");
}

function withDigitsOf(language: string, decimals: string): string {
  const format = new Intl.NumberFormat(language);
  return decimals.replace(/\d/g, (digit) => format.format(Number(digit)));
}

/** @returns with a point before the decimals and nothing between the digits */
function withoutGroups(text: string, language: string): string | undefined {
  const marked = text
    .replace(GROUP_ONLY, "G")
    .replaceAll("\u066b", "D")
    .replace(/[\uff0e\u3002]/g, ".")
    .replace(/[\uff0c\u060c\u3001]/g, ",");
  const decimal = decimalOf(marked, language);
  const at = decimal === undefined ? marked.length : marked.lastIndexOf(decimal);
  const whole = marked.slice(0, at).replace(/[.,]/g, "G");
  const decimals = marked.slice(at + 1);
  const isWhole = /^\d*$/.test(whole) || (GROUPED.test(whole) && sameGroupSign(marked.slice(0, at)));
  if (!isWhole || !/^\d*$/.test(decimals) || whole + decimals === "") return undefined;
  return `${whole.replaceAll("G", "")}.${decimals}0`;
}

/** Which sign of the text stands before the decimals; undefined if none does. */
function decimalOf(text: string, language: string): string | undefined {
  if (text.includes("D")) return "D";
  const signs = text.match(/[.,]/g) ?? [];
  const last = signs.at(-1);
  if (last === undefined) return undefined;
  // 1.234,5: the other sign is between the groups. 1.234.567: one that comes twice is, too.
  if (signs.some((sign) => sign !== last)) return last;
  if (signs.length > 1) return undefined;
  const isGroup = last === signsOf(language).group && /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);
  return isGroup ? undefined : last;
}

const sameGroupSign = (text: string) => new Set(text.match(/\D/g)).size <= 1;

/** The sign between groups, among points and commas. */
function signsOf(language: string): { group: string | undefined } {
  const parts = new Intl.NumberFormat(language, { numberingSystem: "latn" }).formatToParts(1234567);
  return { group: parts.find(({ type }) => type === "group")?.value };
}

/** Decimal digits of all scripts as those of ASCII. In each script they stand together, from zero to nine. */
function withPlainDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    let first = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
    return String((code - first) % 10);
  });
}
