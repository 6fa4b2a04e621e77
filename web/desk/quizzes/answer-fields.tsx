import { sayGame } from "../../game/text.ts";
import { TextField } from "../../ui/field.tsx";
import { AcceptFields } from "./accept-fields.tsx";
import styles from "./editor.module.css";
import { hasOptions } from "./form/quiz-form.ts";
import { OptionFields } from "./option-fields.tsx";
import { errorAt, type QuestionProps } from "./question-props.ts";
import { say } from "./text.ts";

/** What one may answer, and what is right, by the question's kind. */
export function AnswerFields(props: QuestionProps) {
  const { question, faults, onChange } = props;
  const words = say().editor;
  if (hasOptions(question)) return <OptionFields {...props} />;
  if (question.kind === "truefalse") {
    return (
      <fieldset class={styles.stack}>
        <legend class={styles.legend}>{words.truth()}</legend>
        {[true, false].map((truth) => (
          <label key={String(truth)} class={styles.check}>
            <input
              type="radio"
              name="truth"
              checked={question.truth === truth}
              onChange={() => onChange({ truth })}
            />
            {truth ? sayGame().true() : sayGame().false()}
          </label>
        ))}
      </fieldset>
    );
  }
  if (question.kind === "text") return <AcceptFields {...props} />;
  return (
    <div class={styles.pair}>
      <TextField
        label={words.value()}
        inputMode="decimal"
        value={question.value}
        data-field="value"
        error={errorAt(faults, "value")}
        onInput={({ currentTarget: { value } }) => onChange({ value })}
      />
      <TextField
        label={words.tolerance()}
        inputMode="decimal"
        value={question.tolerance}
        data-field="tolerance"
        error={errorAt(faults, "tolerance")}
        onInput={({ currentTarget: { value } }) => onChange({ tolerance: value })}
      />
    </div>
  );
}
