import type { HostedSession } from "../../../client/src/types.ts";

/** When a question of pace `auto` is shown, opens and closes, in epoch ms. */
export interface ProgrammeItem {
  no: number;
  shownAt: number;
  opensAt: number;
  closesAt: number;
  /** Whether the server has said these times; the others follow from it. */
  isShown: boolean;
}

type Seen = Pick<HostedSession, "questions" | "question" | "settings" | "gapMs" | "pausedAt" | "state">;

/**
 * The programme from the question that was shown last, or from the first one, on. All times follow from one: a question
 * is shown for `readMs`, takes answers for its time limit, and `gapMs` after its close the next one is shown.
 *
 * @param limits the questions' time limits in ms, in order
 * @param startsAt when the first question is shown, in epoch ms, if none was yet
 */
export function programmeFrom(
  session: Seen,
  limits: readonly (number | null)[],
  startsAt: number,
): ProgrammeItem[] {
  const { question, settings, gapMs = 0 } = session;
  const items: ProgrammeItem[] = [];
  let shownAt = startsAt;
  let no = 1;
  if (question) {
    const opensAt = Date.parse(question.openedAt);
    const closesAt = Date.parse(question.closesAt ?? question.openedAt);
    items.push({ no: question.no, shownAt: opensAt - settings.readMs, opensAt, closesAt, isShown: true });
    shownAt = closesAt + gapMs;
    no = question.no + 1;
  }
  for (; no <= session.questions; no++) {
    const opensAt = shownAt + settings.readMs;
    const closesAt = opensAt + (limits[no - 1] ?? 0);
    items.push({ no, shownAt, opensAt, closesAt, isShown: false });
    shownAt = closesAt + gapMs;
  }
  return items;
}

/** How long a whole programme takes, in ms. */
export function programmeMs(
  limits: readonly (number | null)[],
  { readMs, gapMs }: { readMs: number; gapMs: number },
): number {
  const gaps = Math.max(0, limits.length - 1) * gapMs;
  return limits.reduce<number>((sum, limit) => sum + readMs + (limit ?? 0), gaps);
}
