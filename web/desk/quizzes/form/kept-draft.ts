import type { QuizForm } from "./quiz-form.ts";

/** What was written and not saved, kept in the browser so that a crash loses nothing. */
export interface KeptDraft {
  /** Epoch ms. */
  at: number;
  /** The version that was changed; 0 for a new quiz. */
  version: number;
  form: QuizForm;
}

const keyOf = (id: string | undefined) => `stampede.quiz-draft.${id ?? "new"}`;

/** The draft of a quiz; undefined if there is none, or one that cannot be read. */
export function readKept(id: string | undefined): KeptDraft | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(id)) ?? "null") as KeptDraft | null;
    return kept && Array.isArray(kept.form.questions) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft. A browser that has no room or does not allow it keeps none. */
export function keep(id: string | undefined, draft: KeptDraft): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(draft));
  } catch {
    // The page still warns before it is left.
  }
}

export function forget(id: string | undefined): void {
  try {
    localStorage.removeItem(keyOf(id));
  } catch {
    // There was none.
  }
}
