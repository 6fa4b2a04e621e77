/** What a shown question is doing. */
export interface Countdown {
  /** `reading`: it takes no answers yet. `answering`: it does. `over`: not any more. */
  phase: "reading" | "answering" | "over";
  /** Until the phase is over, in ms; Infinity without a limit, 0 if it is over. */
  leftMs: number;
  /** Which part of the phase is left, from 1 to 0; 1 without a limit. */
  share: number;
}

/** When a question takes answers: ISO times; `closesAt` is null without a limit. */
export interface Window {
  openedAt: string;
  closesAt: string | null;
}

/**
 * @param now the server's time, in epoch ms
 * @param readMs how long a question is shown before it takes answers
 */
export function countdownAt({ openedAt, closesAt }: Window, now: number, readMs: number): Countdown {
  const opens = Date.parse(openedAt);
  const closes = closesAt === null ? Number.POSITIVE_INFINITY : Date.parse(closesAt);
  if (now >= closes) return { phase: "over", leftMs: 0, share: 0 };
  if (now < opens) return part("reading", opens - readMs, opens, now);
  return part("answering", opens, closes, now);
}

function part(phase: Countdown["phase"], from: number, until: number, now: number): Countdown {
  const leftMs = until - now;
  if (!Number.isFinite(leftMs)) return { phase, leftMs, share: 1 };
  return { phase, leftMs, share: until > from ? Math.min(1, leftMs / (until - from)) : 1 };
}

/** A time that is left, in hours, minutes and seconds; what is left of a second counts as one. @param ms below 0 it is 0 */
export function timeParts(ms: number): { h: number; m: number; s: number } {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  return { h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60) % 60, s: seconds % 60 };
}
