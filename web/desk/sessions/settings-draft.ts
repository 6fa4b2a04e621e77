import type { SessionDraft } from "../../../client/src/types.ts";
import { fromLocalInput } from "./local-time.ts";

export type Pace = NonNullable<SessionDraft["pace"]>;

/** The settings as the form has them: times as they are typed, durations in seconds. */
export interface SettingsForm {
  pace: Pace;
  title: string;
  feedback: NonNullable<SessionDraft["feedback"]>;
  stats: NonNullable<SessionDraft["stats"]>;
  scoring: NonNullable<SessionDraft["scoring"]>;
  fairness: NonNullable<SessionDraft["fairness"]>;
  leaderboard: NonNullable<SessionDraft["leaderboard"]>;
  readSeconds: string;
  graceSeconds: string;
  gapSeconds: string;
  lateJoin: boolean;
  uniqueNicknames: boolean;
  closeWhenAllAnswered: boolean;
  opensAt: string;
  closesAt: string;
  expectedPlayers: string;
}

/** What most sessions want. */
export const DEFAULTS: SettingsForm = {
  pace: "host",
  title: "",
  feedback: "onClose",
  stats: "onClose",
  scoring: "speed",
  fairness: "arrival",
  leaderboard: "each",
  readSeconds: "3",
  graceSeconds: "0.5",
  gapSeconds: "5",
  lateJoin: true,
  uniqueNicknames: false,
  closeWhenAllAnswered: true,
  opensAt: "",
  closesAt: "",
  expectedPlayers: "",
};

/** The form with another pace. What the new pace does better otherwise changes as well. */
export function withPace(form: SettingsForm, pace: Pace): SettingsForm {
  if (pace === form.pace) return form;
  if (pace === "self") return { ...form, pace, feedback: "immediate", stats: "afterAnswer", scoring: "flat" };
  if (form.pace !== "self") return { ...form, pace };
  return {
    ...form,
    pace,
    feedback: DEFAULTS.feedback,
    stats: DEFAULTS.stats,
    scoring: DEFAULTS.scoring,
  };
}

/** The form as the API takes it. What the pace does not have is left out. A field that is no number is kept for the server to refuse. */
export function toDraft(quizId: string, form: SettingsForm): SessionDraft {
  const { pace, feedback, stats, scoring, leaderboard, lateJoin } = form;
  const byClock = pace !== "host";
  const optional = {
    title: form.title.trim() || undefined,
    opensAt: byClock ? fromLocalInput(form.opensAt) : undefined,
    closesAt: pace === "self" ? fromLocalInput(form.closesAt) : undefined,
    gapMs: pace === "auto" ? toMs(form.gapSeconds) : undefined,
    readMs: pace === "self" ? undefined : toMs(form.readSeconds),
    closeWhenAllAnswered: pace === "self" ? undefined : form.closeWhenAllAnswered,
    fairness: hasFairness(form) ? form.fairness : undefined,
    graceMs: toMs(form.graceSeconds),
    expectedPlayers: toNumber(form.expectedPlayers),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const nicknames = form.uniqueNicknames ? "unique" : "any";
  return { quizId, pace, feedback, stats, scoring, leaderboard, lateJoin, nicknames, ...given };
}

/** Whether a session counts elapsed times that begin for all at one moment. */
export function hasFairness({ pace, scoring }: Pick<SettingsForm, "pace" | "scoring">): boolean {
  return pace !== "self" && scoring === "speed";
}

/** The form's field for a field of the API. */
export const FIELD_OF: Readonly<Record<string, keyof SettingsForm>> = {
  readMs: "readSeconds",
  graceMs: "graceSeconds",
  gapMs: "gapSeconds",
  nicknames: "uniqueNicknames",
};

/** Fields that are no number: they are not sent. */
export function numberErrors(form: SettingsForm): (keyof SettingsForm)[] {
  const typed: (keyof SettingsForm)[] = ["graceSeconds"];
  if (form.pace !== "self") typed.push("readSeconds");
  if (form.pace === "auto") typed.push("gapSeconds");
  if (form.expectedPlayers.trim()) typed.push("expectedPlayers");
  return typed.filter((name) => toNumber(String(form[name])) === undefined);
}

/** The last choice, without what belongs to one session only: the title, the times and the number of players. */
export function toStored(form: SettingsForm): string {
  return JSON.stringify({ ...form, title: "", opensAt: "", closesAt: "", expectedPlayers: "" });
}

/** @param stored what `toStored` made; anything else gives the defaults */
export function fromStored(stored: string | null): SettingsForm {
  try {
    const known = JSON.parse(stored ?? "{}") as Record<string, unknown>;
    const form: Record<string, unknown> = { ...DEFAULTS };
    for (const [name, value] of Object.entries(DEFAULTS)) {
      const allowed = CHOICES[name as keyof SettingsForm];
      const isAllowed = typeof known[name] === typeof value && (!allowed || allowed.includes(known[name]));
      if (isAllowed) form[name] = known[name];
    }
    return form as unknown as SettingsForm;
  } catch {
    return DEFAULTS;
  }
}

export const FEEDBACKS = ["onClose", "immediate", "onEnd"] as const;
export const STATS = ["onClose", "afterAnswer", "live", "onEnd"] as const;
export const SCORINGS = ["speed", "flat", "none"] as const;
export const FAIRNESSES = ["arrival", "delivery"] as const;
export const LEADERBOARDS = ["each", "end", "never"] as const;
export const PACES = ["host", "auto", "self"] as const;

const CHOICES: Partial<Record<keyof SettingsForm, readonly unknown[]>> = {
  pace: PACES,
  feedback: FEEDBACKS,
  stats: STATS,
  scoring: SCORINGS,
  fairness: FAIRNESSES,
  leaderboard: LEADERBOARDS,
};

const toMs = (seconds: string) => {
  const value = toNumber(seconds);
  return value === undefined ? undefined : Math.round(value * 1000);
};

/** @returns undefined if nothing, or no number, was written; a comma is a decimal point as well */
function toNumber(text: string): number | undefined {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
