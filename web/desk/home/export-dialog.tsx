import { useState } from "preact/hooks";
import type { ExportFormat } from "../../../client/src/host.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { say } from "../quizzes/text.ts";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./home.module.css";
import type { ListedQuiz } from "./quiz-list.tsx";

const FORMATS = ["json", "xlsx", "csv", "gift", "moodle", "aiken"] as const satisfies ExportFormat[];

/** Downloads a quiz in a format, and says what the format could not hold. */
export function ExportDialog({ quiz, onClose }: { quiz: ListedQuiz; onClose: () => void }) {
  const words = say().exportDialog;
  const [done, setDone] = useState<{ name: string; notes: string[] } | undefined>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  async function download(format: ExportFormat) {
    setIsBusy(true);
    setError(undefined);
    setDone(undefined);
    try {
      const { bytes, fileName, notes } = await theHost().exportQuiz(quiz.id, format);
      const href = URL.createObjectURL(new Blob([bytes]));
      Object.assign(document.createElement("a"), { href, download: fileName }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
      setDone({ name: fileName, notes });
    } catch (thrown) {
      setError(thrown);
    }
    setIsBusy(false);
  }
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <ul class={styles.formats}>
        {FORMATS.map((format) => (
          <li key={format}>
            <button
              type="button"
              class={styles.format}
              aria-disabled={isBusy || undefined}
              onClick={() => !isBusy && void download(format)}
            >
              <span>
                <strong>{words[format]()}</strong>
                <span class={styles.formatText}>{words[`${format}Text`]()}</span>
              </span>
              <DeskIcon name="download" />
            </button>
          </li>
        ))}
      </ul>
      <div role="status" class={styles.outcome}>
        {done && (
          <p dir="auto">
            {done.notes.length > 0 ? words.lost({ name: done.name }) : words.done({ name: done.name })}
          </p>
        )}
        {done && done.notes.length > 0 && (
          <ul class={styles.notes}>
            {done.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
      {error !== undefined && <ProblemNote error={error} />}
      <div class={styles.dialogActions}>
        <Button onClick={onClose}>{words.close()}</Button>
      </div>
    </Dialog>
  );
}
