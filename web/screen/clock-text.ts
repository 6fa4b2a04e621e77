import { timeParts } from "../game/countdown.ts";

/** A time that is left, as `1:05` or `2:03:09`; it is 0:00 only when it is over. @param ms not negative */
export function clockText(ms: number): string {
  const { h, m, s } = timeParts(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
