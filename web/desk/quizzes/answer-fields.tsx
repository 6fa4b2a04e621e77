import { optionLook } from "../../game/options.ts";
import { sayGame } from "../../game/text.ts";
import { Button } from "../../ui/button.tsx";
import { inputClass, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import styles from "./editor.module.css";
import { withOption, withRight } from "./form/changes.ts";
import { hasOptions, MAX_OPTIONS } from "./form/quiz-form.ts";
import { errorAt, type QuestionProps } from "./question-fields.tsx";
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
        error={errorAt(faults, "value")}
        onInput={({ currentTarget: { value } }) => onChange({ value })}
      />
      <TextField
        label={words.tolerance()}
        inputMode="decimal"
        value={question.tolerance}
        error={errorAt(faults, "tolerance")}
        onInput={({ currentTarget: { value } }) => onChange({ tolerance: value })}
      />
    </div>
  );
}

/** Enter in a line leads to the next one, or makes one. */
function onEnter(event: KeyboardEvent, isLast: boolean, add: () => void): void {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const list = event.currentTarget instanceof Element && event.currentTarget.closest("fieldset");
  if (!list) return;
  if (isLast) add();
  const inputs = () => [...list.querySelectorAll<HTMLInputElement>("input[type=text]")];
  const at = inputs().indexOf(event.currentTarget as HTMLInputElement);
  requestAnimationFrame(() => inputs()[at + 1]?.focus());
}

function OptionFields({ question, faults, onChange }: QuestionProps) {
  const words = say().editor;
  const { kind, options } = question;
  const add = () => options.length < MAX_OPTIONS && onChange(withOption(question));
  const error = errorAt(faults, "options");
  return (
    <fieldset class={styles.stack}>
      <legend class={styles.legend}>{words.options()}</legend>
      {kind !== "poll" && <p class={styles.hint}>{words.markRight()}</p>}
      {options.map((option, index) => {
        const { letter } = optionLook(index);
        const fault = errorAt(faults, `option.${index}`);
        return (
          <div key={option.key}>
            <div class={styles.line}>
              {kind !== "poll" && (
                <label class={styles.right}>
                  <input
                    type={kind === "single" ? "radio" : "checkbox"}
                    name="right"
                    aria-label={words.right({ letter })}
                    checked={option.correct}
                    onChange={({ currentTarget: { checked } }) =>
                      onChange(withRight(question, option.key, checked))
                    }
                  />
                </label>
              )}
              <input
                type="text"
                class={inputClass}
                dir="auto"
                aria-label={words.option({ letter })}
                aria-invalid={fault ? true : undefined}
                aria-describedby={fault ? `option-fault-${option.key}` : undefined}
                placeholder={words.option({ letter })}
                value={option.text}
                onInput={({ currentTarget: { value } }) =>
                  onChange({
                    options: options.map((one) => (one.key === option.key ? { ...one, text: value } : one)),
                  })
                }
                onKeyDown={(event) => onEnter(event, index === options.length - 1, add)}
              />
              <Button
                look="plain"
                aria-label={words.removeOption({ letter })}
                disabled={options.length <= 2}
                onClick={() => onChange({ options: options.filter(({ key }) => key !== option.key) })}
              >
                <Icon name="close" />
              </Button>
            </div>
            {fault && (
              <p class={styles.error} id={`option-fault-${option.key}`}>
                {fault}
              </p>
            )}
          </div>
        );
      })}
      {error && (
        <p class={styles.error} data-fault tabIndex={-1}>
          {error}
        </p>
      )}
      {options.length < MAX_OPTIONS && (
        <div>
          <Button onClick={add}>
            <Icon name="add" /> {words.addOption()}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

const MAX_ACCEPTED = 50;

function AcceptFields({ question, faults, onChange }: QuestionProps) {
  const words = say().editor;
  const { accept, match } = question;
  const add = () => accept.length < MAX_ACCEPTED && onChange({ accept: [...accept, ""] });
  return (
    <fieldset class={styles.stack}>
      <legend class={styles.legend}>{words.accept()}</legend>
      {accept.map((text, index) => {
        const fault = errorAt(faults, `accept.${index}`);
        return (
          <div key={index}>
            <div class={styles.line}>
              <input
                type="text"
                class={inputClass}
                dir="auto"
                aria-label={words.acceptOne({ no: index + 1 })}
                aria-invalid={fault ? true : undefined}
                aria-describedby={fault ? `accept-fault-${index}` : undefined}
                value={text}
                onInput={({ currentTarget: { value } }) =>
                  onChange({ accept: accept.map((one, place) => (place === index ? value : one)) })
                }
                onKeyDown={(event) => onEnter(event, index === accept.length - 1, add)}
              />
              <Button
                look="plain"
                aria-label={words.removeAccept({ no: index + 1 })}
                disabled={accept.length <= 1}
                onClick={() => onChange({ accept: accept.filter((_, place) => place !== index) })}
              >
                <Icon name="close" />
              </Button>
            </div>
            {fault && (
              <p class={styles.error} id={`accept-fault-${index}`}>
                {fault}
              </p>
            )}
          </div>
        );
      })}
      {accept.length < MAX_ACCEPTED && (
        <div>
          <Button onClick={add}>
            <Icon name="add" /> {words.addAccept()}
          </Button>
        </div>
      )}
      <label class={styles.check}>
        <input
          type="checkbox"
          checked={match === "lenient"}
          onChange={({ currentTarget: { checked } }) => onChange({ match: checked ? "lenient" : undefined })}
        />
        {words.lenient()}
      </label>
    </fieldset>
  );
}
