import { texts } from "./text.ts";

/** How a report writes its figures, in the host's language. */
export const number = (value: number, digits = 0) =>
  new Intl.NumberFormat(texts.language, { maximumFractionDigits: digits }).format(value);
export const percent = (value: number) =>
  new Intl.NumberFormat(texts.language, { style: "percent" }).format(value);
/** A coefficient: two decimals, so that columns align. */
export const coefficient = (value: number) =>
  new Intl.NumberFormat(texts.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
/** A duration in seconds with one decimal. */
export const seconds = (ms: number) =>
  new Intl.NumberFormat(texts.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    ms / 1000,
  );
export const dateTime = (time: string | undefined) =>
  time === undefined
    ? ""
    : new Intl.DateTimeFormat(texts.language, { dateStyle: "long", timeStyle: "short" }).format(
        Date.parse(time),
      );
export const clockTime = (time: string | undefined) =>
  time === undefined
    ? ""
    : new Intl.DateTimeFormat(texts.language, { timeStyle: "short" }).format(Date.parse(time));
