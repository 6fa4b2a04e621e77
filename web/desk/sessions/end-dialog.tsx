import type { HostedSession } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

interface EndDialogProps {
  state: HostedSession;
  onClose: () => void;
  onEnd: () => void;
}

/** Asks before the end, because questions are left or one is open. */
export function EndDialog({ state, onClose, onEnd }: EndDialogProps) {
  const words = say().run.endDialog;
  const left = state.questions - (state.question?.no ?? 0);
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <p>{state.pace === "self" ? words.textSelf() : words.text({ n: left })}</p>
      <div class={styles.buttons}>
        <Button look="danger" onClick={onEnd}>
          {words.yes()}
        </Button>
        <Button onClick={onClose}>{words.no()}</Button>
      </div>
    </Dialog>
  );
}
