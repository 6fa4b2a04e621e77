import { imageAddressSchema } from "../../../../platform/domain/text/image-address.ts";
import { isVisible } from "../../../../platform/domain/text/visible-text.ts";
import { plainNumber } from "../shared/plain-number.ts";
import { quoted } from "../shared/quoted.ts";

/** A value of a field, and what was changed in it. Undefined if the cell has none: the default counts. */
export interface FieldValue<Value> {
  value?: Value;
  note?: string;
}

const MIN_SECONDS = 1;
const MAX_SECONDS = 600;
const MAX_POINTS = 10_000;
/** "1.000" in German and "1,000" in English. */
const THOUSANDS = /^\d{1,3}[.,]\d{3}$/;
const NO_LIMIT = /^(?:none|no|no limit|unlimited|off|keine?|ohne|aucune?|ninguno|nenhum|nessuno|geen)$/i;
const TIME =
  /^(\d{1,9}(?:[.,]\d{1,9})?) ?(ms|s|secs?|seconds?|sek|sekunden?|secondes?|segundos?|secondi|m|mins?|minutes?)?\.?$/i;
/** With hours or without. */
const CLOCK = /^(?:(\d{1,2}):(?=\d\d:))?(\d{1,3}):([0-5]\d)$/;
const POINTS_UNIT = / ?(?:pts?|points?|punkte?)\.?$/i;
/** What the name of a column says of its unit. */
const MS = /\b(?:ms|milliseconds?)\b/i;
const MINUTES = /\b(?:minutes?|minuten|minutos|minuti)\b/i;

/** @param text the cell, trimmed @param name the column's, which may tell the unit; seconds if it does not */
export function timeLimitOf(text: string, name: string): FieldValue<number | null> {
  if (text === "" || text === "-") return {};
  if (NO_LIMIT.test(text)) return { value: null };
  const seconds = secondsOf(text, name);
  if (seconds === undefined || seconds === 0) {
    return { note: `the time limit ${quoted(text)} is set aside, and the default counts` };
  }
  const nearest = Math.min(Math.max(seconds, MIN_SECONDS), MAX_SECONDS);
  const value = Math.round(nearest * 1000);
  return nearest === seconds
    ? { value }
    : { value, note: `the time limit ${quoted(text)} becomes ${nearest} s` };
}

function secondsOf(text: string, name: string): number | undefined {
  const [, hours = 0, minutes, rest] = CLOCK.exec(text) ?? [];
  if (minutes !== undefined) return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  const [, number, unit] = TIME.exec(text) ?? [];
  if (number === undefined) return undefined;
  const value = Number(number.replace(",", "."));
  const named = unit ?? (MS.test(name) ? "ms" : MINUTES.test(name) ? "min" : "s");
  if (/^ms$/i.test(named)) return value / 1000;
  return /^m/i.test(named) ? value * 60 : value;
}

/** @param text the cell, trimmed */
export function pointsOf(text: string): FieldValue<number> {
  if (text === "") return {};
  const digits = text.replace(POINTS_UNIT, "");
  if (THOUSANDS.test(digits)) {
    const value = Math.min(Number(digits.replace(/[.,]/, "")), MAX_POINTS);
    return { value, note: `the points ${quoted(text)} are read as ${value}` };
  }
  const points = Number(digits.replace(",", "."));
  if (Number.isNaN(points)) {
    return { note: `the points ${quoted(text)} are set aside, and the default counts` };
  }
  const value = Math.min(Math.max(Math.round(points), 0), MAX_POINTS);
  return value === points ? { value } : { value, note: `the points ${quoted(text)} become ${value}` };
}

/** @param text the cell, trimmed */
export function imageOf(text: string): FieldValue<string> {
  if (!isVisible(text)) return {};
  const parsed = imageAddressSchema.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  const [reason] = parsed.error.issues.map(({ message }) => message);
  return { note: `the image ${quoted(text)} is set aside: it ${reason}` };
}

/** A number as people write it. Undefined if it is none; "ambiguous" if the comma may stand between thousands. */
export function numberOf(text: string): number | "ambiguous" | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > 400) return undefined;
  if (/^[+\-\u2212]?\d{1,3},\d{3}$/.test(trimmed)) return "ambiguous";
  const value = /^[+\-\u2212]?\d+,\d+$/.test(trimmed) ? trimmed.replace(",", ".") : trimmed;
  return plainNumber(value) ?? undefined;
}
