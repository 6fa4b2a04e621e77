import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import styles from "./editor.module.css";
import { forget, readKept } from "./form/kept-draft.ts";
import { newKey, type QuizForm } from "./form/quiz-form.ts";
import { say, texts } from "./text.ts";

interface KeptNoteProps {
  id: string | undefined;
  /** The version that is stored now. */
  version: number;
  onRestore: (form: QuizForm) => void;
}

/** Offers what was written before and not saved. */
export function KeptNote({ id, version, onRestore }: KeptNoteProps) {
  const words = say().editor;
  const [kept, setKept] = useState(() => readKept(id));
  if (!kept) return null;
  const time = new Intl.DateTimeFormat(texts.language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <div class={styles.kept} role="status">
      <p>
        {words.kept({ time: time.format(kept.at) })} {kept.version < version && words.keptOlder()}
      </p>
      <div class={styles.buttons}>
        <Button
          onClick={() => {
            onRestore(withNewKeys(kept.form));
            setKept(undefined);
          }}
        >
          {words.restore()}
        </Button>
        <Button
          look="plain"
          onClick={() => {
            forget(id);
            setKept(undefined);
          }}
        >
          {words.discard()}
        </Button>
      </div>
    </div>
  );
}

/** Keys of an earlier page may be taken on this one. */
function withNewKeys(form: QuizForm): QuizForm {
  const questions = form.questions.map((question) => ({
    ...question,
    key: newKey(),
    options: question.options.map((option) => ({ ...option, key: newKey() })),
  }));
  return { ...form, questions };
}
