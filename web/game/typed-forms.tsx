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
  if (standing) return <Given>{showNumber(standing.value ?? Number.NaN, language)}</Given>;
  const value = readNumber(typed.value, language);
  const send = () => {
    if (value === undefined) return sayGame().number.wrong({ example: showNumber(1234.5, language) });
    onAnswer({ value });
    return undefined;
  };
  const understood =
    value === undefined ? "" : sayGame().number.understood({ number: showNumber(value, language) });
  return (
    <TypedForm
      label={sayGame().number.label()}
      typed={typed}
      disabled={disabled}
      onSend={send}
      inputMode="text"
      maxLength={60}
    >
      <p class={styles.understood} aria-live="polite">
        {understood || "\u00a0"}
      </p>
    </TypedForm>
  );
}

/** A text. */
export function TextForm({ standing, disabled, onAnswer }: AnswerFormProps) {
  const typed = useSignal("");
  if (standing) return <Given>{standing.text}</Given>;
  return (
    <TypedForm
      label={sayGame().text.label()}
      typed={typed}
      disabled={disabled}
      onSend={(text) => void onAnswer({ text })}
      autocapitalize="off"
      spellcheck={false}
      maxLength={MAX_TEXT}
    />
  );
}

interface TypedFormProps extends Omit<JSX.IntrinsicElements["input"], "label" | "disabled"> {
  label: string;
  typed: Signal<string>;
  /** It can be typed and sent only later, or not any more. */
  disabled: boolean;
  /** Gets what is typed, if it is more than spaces. @returns what is wrong with it; undefined if it was sent */
  onSend: (typed: string) => string | undefined;
  /** Stands between the field and the button. */
  children?: ComponentChildren;
}

/** One line to type, and a button to send it. What is wrong with it is shown until one types on. */
function TypedForm({ label, typed, disabled, onSend, children, ...input }: TypedFormProps) {
  const error = useSignal<string | undefined>(undefined);
  return (
    <form
      class={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (disabled) return;
        error.value = typed.value.trim() ? onSend(typed.value) : sayGame().empty.typed();
      }}
    >
      <Field label={label} error={error.value}>
        {(labelled) => (
          <input
            {...labelled}
            {...input}
            class={`${inputClass} ${styles.input}`}
            value={typed.value}
            readOnly={disabled}
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
