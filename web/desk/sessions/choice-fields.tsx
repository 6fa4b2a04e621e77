import { Field, inputClass } from "../../ui/field.tsx";
import styles from "./new-session.module.css";

interface SelectFieldProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: string }[];
  error?: string | undefined;
  onChange: (value: T) => void;
}

/** A choice of one among a few. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  error,
  onChange,
}: SelectFieldProps<T>) {
  return (
    <Field label={label} error={error}>
      {(labelled) => (
        <select
          {...labelled}
          class={inputClass}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value as T)}
        >
          {options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProps {
  label: string;
  checked: boolean;
  error?: string | undefined;
  onChange: (checked: boolean) => void;
}

/** Yes or no. */
export function CheckField({ label, checked, error, onChange }: CheckFieldProps) {
  return (
    <div>
      <label class={styles.check}>
        <input
          type="checkbox"
          checked={checked}
          aria-invalid={error ? true : undefined}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {error && (
        <p class={styles.wrong} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
