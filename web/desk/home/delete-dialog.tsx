import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { say } from "../quizzes/text.ts";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./home.module.css";
import type { ListedQuiz } from "./quiz-list.tsx";

interface DeleteDialogProps {
  quiz: ListedQuiz;
  onClose: () => void;
  onDeleted: () => void;
}

/** Asks before a quiz is deleted, and says what stays. */
export function DeleteDialog({ quiz: { id, title }, onClose, onDeleted }: DeleteDialogProps) {
  const words = say().deleteDialog;
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function remove() {
    setIsBusy(true);
    setError(undefined);
    try {
      await theHost().deleteQuiz(id);
      notify(say().home.deleted({ title }));
      onClose();
      onDeleted();
    } catch (thrown) {
      setError(thrown);
      setIsBusy(false);
    }
  }
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <p dir="auto">{words.text({ title })}</p>
      {error !== undefined && <ProblemNote error={error} />}
      <div class={styles.dialogActions}>
        <Button onClick={onClose}>{words.no()}</Button>
        <Button look="danger" disabled={isBusy} onClick={() => void remove()}>
          {words.yes()}
        </Button>
      </div>
    </Dialog>
  );
}
