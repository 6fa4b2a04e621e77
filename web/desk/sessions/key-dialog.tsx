import { useState } from "preact/hooks";
import { optionText } from "../../game/option-text.ts";
import { optionLook } from "../../game/options.ts";
import { readNumber, showNumber } from "../../game/read-number.ts";
import { Field, inputClass, TextField } from "../../ui/field.tsx";
import { notify } from "../shell/notices.tsx";
import { type AnswerKey, type HostQuestion, keyForm, toCorrection } from "./answer-key.ts";
import { FormDialog } from "./form-dialog.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say, texts } from "./text.ts";
import { ReasonField } from "./void-dialog.tsx";

interface KeyDialogProps {
  live: LiveSession;
  question: HostQuestion;
  keyNow: AnswerKey;
  onClose: () => void;
}

/** Asks what is right and why, and has every answer scored again. */
export function KeyDialog({ live, question, keyNow, onClose }: KeyDialogProps) {
  const words = say().correct;
  const { no, kind } = question;
  // The figures tell a numeric question from a text, also where the quiz is gone.
  const realKind = keyNow.answer ? ("value" in keyNow.answer ? "numeric" : "text") : kind;
  const [form, setForm] = useState(() => keyForm(keyNow));
  const shown = (value: number | undefined) => (value === undefined ? "" : showNumber(value, texts.language));
  const [value, setValue] = useState(shown(form.value));
  const [tolerance, setTolerance] = useState(shown(form.tolerance));
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<{ key?: string; reason?: string }>({});
  const send = async () => {
    const numbers = {
      value: readNumber(value, texts.language),
      tolerance: readNumber(tolerance || "0", texts.language),
    };
    const correction = toCorrection(
      realKind,
      realKind === "numeric" ? { ...form, ...numbers } : form,
      reason.trim(),
    );
    if (!correction) return setErrors({ key: realKind === "numeric" ? words.notNumber() : words.needsKey() });
    if (!reason.trim()) return setErrors({ reason: words.needsReason() });
    setErrors({});
    await live.session.correctKey(no, correction);
    live.note(await live.session.stats(no));
    live.refresh();
    notify(words.corrected({ no }));
    onClose();
  };
  const toggle = (id: number, isOn: boolean) => {
    const others = kind === "truefalse" ? [] : form.correct.filter((one) => one !== id);
    setForm({ ...form, correct: isOn ? [...others, id].sort((a, b) => a - b) : others });
  };
  return (
    <FormDialog
      title={words.keyTitle({ no })}
      yes={words.keyYes()}
      busy={words.working()}
      look="primary"
      onSend={send}
      onClose={onClose}
    >
      <p class={styles.questionText} dir="auto">
        {question.text}
      </p>
      {realKind === "numeric" && (
        <>
          <TextField
            label={words.value()}
            error={errors.key}
            value={value}
            onInput={({ currentTarget }) => setValue(currentTarget.value)}
          />
          <TextField
            label={words.tolerance()}
            value={tolerance}
            onInput={({ currentTarget }) => setTolerance(currentTarget.value)}
          />
        </>
      )}
      {realKind === "text" && (
        <>
          <Field label={words.accept()} error={errors.key}>
            {(labelled) => (
              <textarea
                {...labelled}
                class={inputClass}
                rows={4}
                dir="auto"
                value={form.accept}
                onInput={({ currentTarget }) => setForm({ ...form, accept: currentTarget.value })}
              />
            )}
          </Field>
          <label class={styles.check}>
            <input
              type="checkbox"
              checked={form.isLenient}
              onChange={({ currentTarget }) => setForm({ ...form, isLenient: currentTarget.checked })}
            />
            {words.lenient()}
          </label>
        </>
      )}
      {question.options.length > 0 && (
        <fieldset class={styles.choices}>
          <legend>{kind === "truefalse" ? words.rightOption() : words.rightOptions()}</legend>
          {question.options.map((option) => (
            <label key={option.id} class={styles.check}>
              <input
                type={kind === "truefalse" ? "radio" : "checkbox"}
                name="correct"
                checked={form.correct.includes(option.id)}
                onChange={({ currentTarget }) => toggle(option.id, currentTarget.checked)}
              />
              <strong>{optionLook(option.id).letter}</strong>
              <span dir="auto">{optionText(question, option)}</span>
            </label>
          ))}
          {errors.key && (
            <p class={styles.wrong} role="alert">
              {errors.key}
            </p>
          )}
        </fieldset>
      )}
      <p class={styles.quiet}>{words.keyText()}</p>
      <ReasonField value={reason} error={errors.reason} onChange={setReason} />
    </FormDialog>
  );
}
