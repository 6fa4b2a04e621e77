import { useState } from "preact/hooks";
import { Field, inputClass, TextField } from "../../ui/field.tsx";
import styles from "./editor.module.css";
import { errorAt, type QuestionProps } from "./question-props.ts";
import { say } from "./text.ts";

/** Time, points, explanation and image of a question. */
export function MoreFields({ question, faults, onChange }: QuestionProps) {
  const words = say().editor;
  const { hasLimit, limit, points, explanation, image, kind } = question;
  const [broken, setBroken] = useState("");
  const isAddress = /^https:\/\/\S+\.\S+/i.test(image.trim());
  return (
    <fieldset class={styles.more}>
      <legend class={styles.legend}>{words.settings()}</legend>
      <div class={styles.pair}>
        <div class={styles.stack}>
          {hasLimit && (
            <TextField
              label={words.limit()}
              inputMode="decimal"
              value={limit}
              data-field="limit"
              error={errorAt(faults, "limit")}
              onInput={({ currentTarget: { value } }) => onChange({ limit: value })}
            />
          )}
          <label class={styles.check}>
            <input
              type="checkbox"
              checked={!hasLimit}
              onChange={({ currentTarget: { checked } }) => onChange({ hasLimit: !checked })}
            />
            {words.noLimit()}
          </label>
        </div>
        {kind !== "poll" && (
          <TextField
            label={words.points()}
            inputMode="numeric"
            value={points}
            data-field="points"
            error={errorAt(faults, "points")}
            onInput={({ currentTarget: { value } }) => onChange({ points: value })}
          />
        )}
      </div>
      <Field
        label={words.explanation()}
        hint={words.explanationHint()}
        error={errorAt(faults, "explanation")}
      >
        {(labelled) => (
          <textarea
            {...labelled}
            data-field="explanation"
            class={inputClass}
            rows={2}
            dir="auto"
            value={explanation}
            onInput={({ currentTarget: { value } }) => onChange({ explanation: value })}
          />
        )}
      </Field>
      <TextField
        label={words.image()}
        hint={words.imageHint()}
        type="url"
        value={image}
        data-field="image"
        error={errorAt(faults, "image")}
        onInput={({ currentTarget: { value } }) => onChange({ image: value })}
      />
      {isAddress &&
        (broken === image ? (
          <p>{words.imageBroken()}</p>
        ) : (
          <img
            class={styles.image}
            src={image.trim()}
            alt=""
            referrerpolicy="no-referrer"
            onError={() => setBroken(image)}
          />
        ))}
    </fieldset>
  );
}
