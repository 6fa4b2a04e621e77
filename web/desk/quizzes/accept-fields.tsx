import { Button } from "../../ui/button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import styles from "./editor.module.css";
import { onEnter } from "./next-line.ts";
import { errorAt, type QuestionProps } from "./question-props.ts";
import { say } from "./text.ts";

const MAX_ACCEPTED = 50;

/** The answers that count as right when players type them. */
export function AcceptFields({ question, faults, onChange }: QuestionProps) {
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
                data-field={`accept.${index}`}
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
                <DeskIcon name="close" />
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
            <DeskIcon name="add" /> {words.addAccept()}
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
