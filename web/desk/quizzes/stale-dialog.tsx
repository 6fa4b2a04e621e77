import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import styles from "./editor.module.css";
import { say } from "./text.ts";

interface StaleDialogProps {
  onTheirs: () => Promise<void>;
  onOverwrite: () => void;
  onClose: () => void;
}

/** Somebody else has saved the quiz meanwhile: the host decides which version stays. */
export function StaleDialog({ onTheirs, onOverwrite, onClose }: StaleDialogProps) {
  const words = say().editor.stale;
  const [error, setError] = useState<unknown>();
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <p>{words.text()}</p>
      {error !== undefined && <ProblemNote error={error} />}
      <div class={styles.buttons}>
        <Button onClick={() => void onTheirs().then(onClose, setError)}>{words.theirs()}</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose();
            onOverwrite();
          }}
        >
          {words.overwrite()}
        </Button>
        <Button look="plain" onClick={onClose}>
          {words.cancel()}
        </Button>
      </div>
    </Dialog>
  );
}
