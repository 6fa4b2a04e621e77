import { texts } from "./text.ts";

/** A time in the host's language and time zone: of today without its date. @param time ISO 8601, or epoch ms */
export function showTime(time: string | number, withSeconds = false): string {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(texts.language, {
    ...(isToday ? {} : { dateStyle: "medium" }),
    timeStyle: withSeconds ? "medium" : "short",
  }).format(date);
}
