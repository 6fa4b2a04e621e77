import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Field, inputClass, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { AnswerFields } from "./answer-fields.tsx";
import styles from "./editor.module.css";
import { faultText } from "./fault-list.tsx";
import { withKind } from "./form/changes.ts";
import type { Fault } from "./form/faults.ts";
import { type FormQuestion, KINDS, type Kind } from "./form/quiz-form.ts";
import { say } from "./text.ts";

export interface QuestionProps {
  question: FormQuestion;
  faults: Fault[];
  onChange: (change: Partial<FormQuestion>) => void;
}
interface QuestionFieldsProps extends QuestionProps {
  /** Its place, from 0. */
  at: number;
  total: number;
  onMove: (by: number) => void;
  onCopy: () => void;
  onDelete: () => void;
}

/** The text of a field's first fault. */
export function errorAt(faults: readonly Fault[], field: string): string | undefined {
  const fault = faults.find((one) => one.field === field);
  return fault && faultText(fault);
}

/** One question with all its fields. */
export function QuestionFields(props: QuestionFieldsProps) {
  const { question, faults, at, total, onChange, onMove, onCopy, onDelete } = props;
  const words = say().editor;
  return (
    <section class={styles.question} data-question aria-labelledby="question-title">
      <div class={styles.questionTop}>
        <h2 id="question-title">{words.question({ no: at + 1, total })}</h2>
        <div class={styles.buttons}>
          <Button look="plain" aria-label={words.up()} disabled={at === 0} onClick={() => onMove(-1)}>
            ↑
          </Button>
          <Button
            look="plain"
            aria-label={words.down()}
            disabled={at === total - 1}
            onClick={() => onMove(1)}
          >
            ↓
          </Button>
          <Button look="plain" onClick={onCopy}>
            {words.duplicate()}
          </Button>
          <Button look="plain" aria-label={words.delete()} onClick={onDelete}>
            <Icon name="trash" />
          </Button>
        </div>
      </div>
      <Field label={words.kind()}>
        {(labelled) => (
          <select
            {...labelled}
            class={inputClass}
            value={question.kind}
            onChange={({ currentTarget: { value } }) => onChange(withKind(question, value as Kind))}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {say().kind[kind]()}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.text()} error={errorAt(faults, "text")}>
        {(labelled) => (
          <textarea
            {...labelled}
            data-question-text
            class={`${inputClass} ${styles.text}`}
            rows={3}
            dir="auto"
            value={question.text}
            onInput={({ currentTarget: { value } }) => onChange({ text: value })}
          />
        )}
      </Field>
      <AnswerFields question={question} faults={faults} onChange={onChange} />
      <MoreFields question={question} faults={faults} onChange={onChange} />
    </section>
  );
}

function MoreFields({ question, faults, onChange }: QuestionProps) {
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
