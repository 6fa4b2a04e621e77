import { say } from "./text.ts";

/** A time that is left, in words: hours and minutes, minutes and seconds, or seconds. @param ms at least 0 */
export function durationText(ms: number): string {
  const { h, m, s } = durationParts(ms);
  if (h > 0) return say().duration.hours({ h, m });
  return m > 0 ? say().duration.minutes({ m, s }) : say().duration.seconds({ s });
}

/** Whole hours, minutes and seconds; what is left of a second counts as one. */
function durationParts(ms: number): { h: number; m: number; s: number } {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  return { h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60) % 60, s: seconds % 60 };
}
