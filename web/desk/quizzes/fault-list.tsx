import { optionLook } from "../../game/options.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./editor.module.css";
import { faultText } from "./fault-text.ts";
import type { Fault } from "./form/faults.ts";
import type { QuizForm } from "./form/quiz-form.ts";
import { say } from "./text.ts";

/** At most so many faults are listed: the others come when these are mended. */
const SHOWN = 8;

/** A field's name, as its label has it. */
function fieldName(field: string): string {
  const words = say().editor;
  const [name = "", at = "0"] = field.split(".");
  if (name === "option") return words.option({ letter: optionLook(Number(at)).letter });
  if (name === "accept") return words.acceptOne({ no: Number(at) + 1 });
  return name in LABELS ? words[LABELS[name as keyof typeof LABELS]]() : words.outline();
}

const LABELS = {
  title: "title",
  text: "text",
  options: "options",
  value: "value",
  tolerance: "tolerance",
  limit: "limit",
  points: "points",
  explanation: "explanation",
  image: "image",
} as const;

interface FaultListProps {
  faults: Fault[];
  form: QuizForm;
  onShow: (fault: Fault) => void;
}

/** The summary of what keeps a quiz from being saved. Each line leads to its question. */
export function FaultList({ faults, form, onShow }: FaultListProps) {
  const words = say().editor;
  if (faults.length === 0) return null;
  const numbers = new Map(form.questions.map(({ key }, index) => [key, index + 1]));
  return (
    <section class={styles.faults} id="faults" tabIndex={-1} aria-labelledby="faults-title">
      <h2 id="faults-title">{words.faults({ n: faults.length })}</h2>
      <ul>
        {faults.slice(0, SHOWN).map((fault, index) => (
          <li key={index}>
            <Button look="plain" onClick={() => onShow(fault)}>
              {fault.question === undefined
                ? words.faultField({ field: fieldName(fault.field), reason: faultText(fault) })
                : words.faultAt({
                    no: numbers.get(fault.question) ?? 0,
                    field: fieldName(fault.field),
                    reason: faultText(fault),
                  })}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
