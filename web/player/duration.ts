import { timeParts } from "../game/countdown.ts";
import { say } from "./text.ts";

/** A time that is left, in words: hours and minutes, minutes and seconds, or seconds. @param ms at least 0 */
export function durationText(ms: number): string {
  const { h, m, s } = timeParts(ms);
  if (h > 0) return say().duration.hours({ h, m });
  return m > 0 ? say().duration.minutes({ m, s }) : say().duration.seconds({ s });
}
