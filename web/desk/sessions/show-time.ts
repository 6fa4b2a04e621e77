import { texts } from "./text.ts";

/** A time in the host's language and time zone: of today without its date. @param time ISO 8601, or epoch ms */
export function showTime(time: string | number, withSeconds = false): string {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  // The browser may know the region as well: in Britain and the United States times are written differently.
  const region = navigator.languages.find((tag) => tag.split("-")[0] === texts.language);
  return new Intl.DateTimeFormat(region ?? texts.language, {
    ...(isToday ? {} : { dateStyle: "medium" }),
    timeStyle: withSeconds ? "medium" : "short",
  }).format(date);
}
