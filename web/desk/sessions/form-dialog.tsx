import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button, type ButtonLook } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

interface FormDialogProps {
  title: string;
  /** The word on the button that sends it. */
  yes: string;
  /** The same while it is under way. */
  busy?: string;
  look: ButtonLook;
  /** Sends it, and closes the dialog if it went well. What it throws is shown. */
  onSend: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
}

/** A dialog with a form that is sent once at a time. */
export function FormDialog({ title, yes, busy = yes, look, onSend, onClose, children }: FormDialogProps) {
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    await onSend().catch(setProblem);
    setBusy(false);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class={styles.dialogForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {children}
        {problem !== undefined && <ProblemNote error={problem} />}
        <div class={styles.buttons}>
          <Button type="submit" look={look} disabled={isBusy}>
            {isBusy ? busy : yes}
          </Button>
          <Button onClick={onClose}>{say().run.cancel()}</Button>
        </div>
      </form>
    </Dialog>
  );
}
