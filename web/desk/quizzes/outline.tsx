import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import styles from "./editor.module.css";
import type { Fault } from "./form/faults.ts";
import type { FormQuestion, QuizForm } from "./form/quiz-form.ts";
import { say } from "./text.ts";

interface OutlineProps {
  form: QuizForm;
  openKey: number | undefined;
  faults: Fault[];
  onOpen: (question: FormQuestion) => void;
  onMove: (from: number, to: number) => void;
  onAdd: () => void;
}

/** All questions in a list: to open one, and to move one by dragging it. */
export function Outline({ form, openKey, faults, onOpen, onMove, onAdd }: OutlineProps) {
  const words = say().editor;
  const [dragged, setDragged] = useState<number | undefined>();
  const faulty = new Set(faults.map(({ question }) => question));
  return (
    <nav class={styles.outline} aria-label={words.outline()}>
      <ol class={styles.questions}>
        {form.questions.map((question, index) => (
          <li key={question.key}>
            <button
              type="button"
              class={styles.entry}
              aria-current={question.key === openKey ? "true" : undefined}
              draggable
              onClick={() => onOpen(question)}
              onDragStart={() => setDragged(index)}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => dragged !== undefined && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== undefined) onMove(dragged, index);
              }}
            >
              <span class={styles.number}>{index + 1}</span>
              <span class={styles.entryText} dir="auto">
                {question.text.slice(0, 80) || words.untitled()}
              </span>
              {faulty.has(question.key) && (
                <span class={styles.mark}>
                  <span aria-hidden="true">!</span>
                  <span class="visually-hidden">{words.hasFault()}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
      <Button wide aria-keyshortcuts="Alt+N" onClick={onAdd}>
        <DeskIcon name="add" /> {words.add()}
      </Button>
    </nav>
  );
}
