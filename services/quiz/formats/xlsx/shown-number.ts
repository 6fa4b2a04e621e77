import { format, getFormatDateInfo, isValidFormat } from "numfmt";
import { UnreadableCell } from "../table/table.ts";

/** Longer formats than this cannot be typed into a spreadsheet program. */
const MAX_FORMAT_LENGTH = 255;
/**
 * `numfmt` keeps each format that it has read, about 12 KB, as long as the thread lives. Real workbooks share a few
 * hundred; after this many, new ones are not used any more.
 */
const MAX_FORMATS = 1000;
const known = new Map<string, Kind>();

type Kind = "number" | "date" | "part of a date" | "broken";

/** "1/2" is 1 February or 2 January for a spreadsheet program, and nobody can tell what was typed. */
const PART_OF_A_DATE = new UnreadableCell(
  "was taken for a date by the spreadsheet program; make the cell a text, and type it again",
);

/**
 * A number as a spreadsheet program shows it: a number if it has no sign or word with it, or else a text, such as
 * "50%", "$5.00", "1/2" or "10:30". Where the format has a day, month and year, it is the date, in UTC: how that is
 * shown depends on the language of the program. Where it has only one or two of them, it cannot be read.
 *
 * @param code the cell's format; undefined for the general one
 * @param is1904 whether days are counted from 1904 and not from 1900
 */
export function shownNumber(
  value: number,
  code: string | undefined,
  is1904: boolean,
): number | string | Date | UnreadableCell {
  const exact = withoutArtefacts(value);
  if (code === undefined) return exact;
  const decimals = /^(?:#,##)?0(?:\.(0{1,30}))?$/.exec(code);
  if (decimals) return Number(value.toFixed(decimals[1]?.length ?? 0));
  const kind = kindOf(code);
  if (kind === "broken") return exact;
  if (kind === "part of a date") return PART_OF_A_DATE;
  if (kind === "date") return dateOf(value, is1904) ?? exact;
  return asNumber(format(code, value).trim(), exact);
}

/** 0.1 + 0.2 is 0.3: spreadsheet programs show at most 15 digits. */
export function withoutArtefacts(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(15));
}

function kindOf(code: string): Kind {
  const kind = known.get(code);
  if (kind) return kind;
  // A format that is the name of a property of all objects, such as "constructor", confuses `numfmt`.
  if (code.length > MAX_FORMAT_LENGTH || code in Object.prototype || known.size === MAX_FORMATS)
    return "broken";
  known.set(code, readKind(code));
  return known.get(code)!;
}

function readKind(code: string): Kind {
  if (!isValidFormat(code)) return "broken";
  const { year, month, day, minutes, seconds } = getFormatDateInfo(code);
  if (year && month && day) return "date";
  // `numfmt` takes the minutes of "mm:ss" for a month.
  const isDuration = seconds && !minutes && !year && !day;
  return year || day || (month && !isDuration) ? "part of a date" : "number";
}

function dateOf(serial: number, is1904: boolean): Date | undefined {
  const days = serial + (is1904 ? 1462 : 0) - 25_569;
  const date = new Date(Math.round(days * 86_400_000));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The number that a text shows if it is nothing else. A format may hide the number: then it is read all the same. */
function asNumber(text: string, exact: number): number | string {
  if (text === "") return exact;
  const isPlain = /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) && !/^-?0\d/.test(text);
  if (!isPlain && !/^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return text;
  const digits = text.replaceAll(",", "");
  const decimals = digits.split(".")[1]?.length ?? 0;
  // In a German format "1.234" is 1234, and "1,5" may be shown as "1,500".
  const isRounded = Math.abs(Number(digits) - exact) <= 0.51 * 10 ** -decimals;
  return isRounded ? Number(digits) : text;
}
