import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isApiError } from "../../../client/src/errors.ts";
import type { Quiz } from "../../../client/src/types.ts";
import { theHost } from "../signed-in.ts";
import { type Fault, faultsOf, serverFaults } from "./form/faults.ts";
import { forget, keep } from "./form/kept-draft.ts";
import { newQuiz, type QuizForm, toDraft, toForm } from "./form/quiz-form.ts";
import { texts } from "./text.ts";

/** How long after a change the draft is kept, in ms. */
const KEEP_MS = 400;

export type SaveOutcome = "saved" | "faults" | "stale" | "failed";

/** A quiz that is being written. @param quiz the one that is changed; undefined for a new one */
export function useQuizForm(quiz: Quiz | undefined) {
  const { language } = texts;
  const first = useMemo(() => (quiz ? toForm(quiz, language) : newQuiz()), []);
  const [form, setForm] = useState<QuizForm>(first);
  const [saved, setSaved] = useState<QuizForm>(first);
  const [version, setVersion] = useState(quiz?.version ?? 0);
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<unknown>();
  /** Faults are shown from the first try to save on. */
  const [isChecked, setIsChecked] = useState(false);
  const [server, setServer] = useState<{ form: QuizForm; faults: Fault[] } | undefined>();
  const isDirty = form !== saved;
  /** A new quiz gets its id when it is saved for the first time. */
  const [id, setId] = useState(quiz?.id);

  const newest = useRef({ id, form, version, isDirty });
  newest.current = { id, form, version, isDirty };
  const keepNow = () => {
    const { id, form, version, isDirty } = newest.current;
    if (isDirty) keep(id, { at: Date.now(), version, form });
  };
  useEffect(() => {
    if (!isDirty) return;
    const timer = setTimeout(keepNow, KEEP_MS);
    return () => clearTimeout(timer);
  }, [form, isDirty]);
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (!newest.current.isDirty) return;
      keepNow();
      event.preventDefault();
    };
    addEventListener("beforeunload", onLeave);
    return () => {
      removeEventListener("beforeunload", onLeave);
      keepNow();
    };
  }, []);

  const faults = useMemo(() => {
    if (!isChecked) return [];
    const own = faultsOf(form, language);
    return own.length > 0 || server?.form !== form ? own : server.faults;
  }, [form, isChecked, server]);

  /** @param isForced writes over what somebody else has saved */
  async function save(isForced = false): Promise<{ outcome: SaveOutcome; quiz?: Quiz }> {
    if (isSaving) return { outcome: "failed" };
    setIsChecked(true);
    setError(undefined);
    if (faultsOf(form, language).length > 0) return { outcome: "faults" };
    setIsSaving(true);
    try {
      const draft = toDraft(form, language);
      const then = id
        ? await theHost().replaceQuiz(id, draft, isForced ? {} : { version })
        : await theHost().createQuiz(draft);
      setSaved(form);
      setVersion(then.version);
      setId(then.id);
      // What was typed meanwhile stays a draft.
      const isSame = newest.current.form === form;
      newest.current = { ...newest.current, id: then.id, isDirty: !isSame, version: then.version };
      if (isSame || !id) forget(id);
      return { outcome: "saved", quiz: then };
    } catch (thrown) {
      if (isApiError(thrown, "STALE_VERSION")) return { outcome: "stale" };
      if (isApiError(thrown, "VALIDATION_ERROR")) {
        setServer({ form, faults: serverFaults(thrown.data, form) });
        return { outcome: "faults" };
      }
      setError(thrown);
      return { outcome: "failed" };
    } finally {
      setIsSaving(false);
    }
  }
  /** Shows the version that is stored now, and drops the own changes. */
  async function loadStored() {
    const stored = await theHost().getQuiz(id!);
    const form = toForm(stored, language);
    setForm(form);
    setSaved(form);
    setVersion(stored.version);
    forget(id);
  }
  return { id, form, setForm, version, isDirty, isSaving, error, faults, save, loadStored };
}
