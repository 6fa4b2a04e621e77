import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { Button } from "../ui/button.tsx";
import { Field, inputClass } from "../ui/field.tsx";
import styles from "./answer-form.module.css";
import type { AnswerFormProps } from "./answer-form.tsx";
import { readNumber, showNumber } from "./read-number.ts";
import { sayGame } from "./text.ts";

/** The longest typed answer, in UTF-16 units. */
const MAX_TEXT = 500;

/** A number, typed as the person's language has it. It says what it understands while one types. */
export function NumberForm({ language, standing, disabled, onAnswer }: AnswerFormProps) {
  const typed = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  if (standing) return <Given>{showNumber(standing.value ?? Number.NaN, language)}</Given>;
  const value = readNumber(typed.value, language);
  const send = () => {
    if (value !== undefined) return onAnswer({ value });
    const example = showNumber(1234.5, language);
    error.value = typed.value.trim() ? sayGame().number.wrong({ example }) : sayGame().empty.typed();
  };
  const understood =
    value === undefined ? "" : sayGame().number.understood({ number: showNumber(value, language) });
  return (
    <TypedForm disabled={disabled} onSend={send}>
      <TypedInput
        label={sayGame().number.label()}
        typed={typed}
        error={error}
        readOnly={disabled}
        inputMode="text"
        maxLength={60}
      />
      <p class={styles.understood} aria-live="polite">
        {understood || "\u00a0"}
      </p>
    </TypedForm>
  );
}

/** A text. */
export function TextForm({ standing, disabled, onAnswer }: AnswerFormProps) {
  const typed = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  if (standing) return <Given>{standing.text}</Given>;
  const send = () => {
    if (typed.value.trim()) onAnswer({ text: typed.value });
    else error.value = sayGame().empty.typed();
  };
  return (
    <TypedForm disabled={disabled} onSend={send}>
      <TypedInput
        label={sayGame().text.label()}
        typed={typed}
        error={error}
        readOnly={disabled}
        autocapitalize="off"
        spellcheck={false}
        maxLength={MAX_TEXT}
      />
    </TypedForm>
  );
}

interface TypedInputProps extends Omit<JSX.IntrinsicElements["input"], "label"> {
  label: string;
  typed: Signal<string>;
  /** Goes when one types on. */
  error: Signal<string | undefined>;
}

function TypedInput({ label, typed, error, ...input }: TypedInputProps) {
  return (
    <Field label={label} error={error.value}>
      {(labelled) => (
        <input
          {...labelled}
          {...input}
          class={`${inputClass} ${styles.input}`}
          value={typed.value}
          enterKeyHint="send"
          autocomplete="off"
          dir="auto"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            error.value = undefined;
          }}
        />
      )}
    </Field>
  );
}

interface TypedFormProps {
  disabled: boolean;
  onSend: () => void;
  children: ComponentChildren;
}

function TypedForm({ disabled, onSend, children }: TypedFormProps) {
  return (
    <form
      class={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!disabled) onSend();
      }}
    >
      {children}
      <Button type="submit" look="primary" large wide disabled={disabled}>
        {sayGame().send()}
      </Button>
    </form>
  );
}

/** What was answered. */
function Given({ children }: { children: ComponentChildren }) {
  return (
    <p class={styles.given}>
      <span class={styles.hint}>{sayGame().yours()}</span>
      <strong dir="auto">{children}</strong>
    </p>
  );
}
