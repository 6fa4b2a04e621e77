import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import styles from "./field.module.css";

/** What an input needs so that its label, hint and error are read with it. */
export interface Labelled {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: string;
  /** What to write, and in which form. */
  hint?: string | undefined;
  /** What is wrong with what was written. */
  error?: string | undefined;
  children: (labelled: Labelled) => ComponentChildren;
}

/** A label, an input, a hint, and an error that a screen reader reads when it appears. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {label}
      </label>
      {hint && (
        <span class={styles.hint} id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children({
        id,
        "aria-describedby": notes || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      <div role="alert">
        {error && (
          <p class={styles.error} id={`${id}-error`}>
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

/** The class of inputs, selects and text areas in a field. */
export const inputClass = styles.input ?? "";

/** A field for one line of text. */
export function TextField({
  label,
  hint,
  error,
  large,
  ...input
}: Omit<FieldProps, "children"> & { large?: boolean } & Omit<
    JSX.IntrinsicElements["input"],
    "class" | "id" | "label"
  >) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(labelled) => (
        <input type="text" {...input} {...labelled} class={`${styles.input} ${large ? styles.large : ""}`} />
      )}
    </Field>
  );
}
