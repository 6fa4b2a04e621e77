import { optionLook } from "../../game/options.ts";
import { Button } from "../../ui/button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import styles from "./editor.module.css";
import { withOption, withRight } from "./form/changes.ts";
import { MAX_OPTIONS } from "./form/quiz-form.ts";
import { onEnter } from "./next-line.ts";
import { errorAt, type QuestionProps } from "./question-props.ts";
import { say } from "./text.ts";

/** The options of a choice or a poll, and which of them are right. */
export function OptionFields({ question, faults, onChange }: QuestionProps) {
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
                data-field={`option.${index}`}
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
                <DeskIcon name="close" />
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
        <p class={styles.error} data-field="options" tabIndex={-1}>
          {error}
        </p>
      )}
      {options.length < MAX_OPTIONS && (
        <div>
          <Button onClick={add}>
            <DeskIcon name="add" /> {words.addOption()}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
