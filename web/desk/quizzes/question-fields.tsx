import { Button } from "../../ui/button.tsx";
import { Field, inputClass } from "../../ui/field.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { AnswerFields } from "./answer-fields.tsx";
import styles from "./editor.module.css";
import { withKind } from "./form/changes.ts";
import { KINDS, type Kind } from "./form/quiz-form.ts";
import { MoreFields } from "./more-fields.tsx";
import { errorAt, type QuestionProps } from "./question-props.ts";
import { say } from "./text.ts";

interface QuestionFieldsProps extends QuestionProps {
  /** Its place, from 0. */
  at: number;
  total: number;
  onMove: (by: number) => void;
  onCopy: () => void;
  onDelete: () => void;
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
            <DeskIcon name="trash" />
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
            data-field="text"
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
