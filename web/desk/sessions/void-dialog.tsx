import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";

/** Asks for a reason and takes a question out of the score. */
export function VoidDialog({ live, no, onClose }: { live: LiveSession; no: number; onClose: () => void }) {
  const words = say().correct;
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (isBusy) return;
    if (!reason.trim()) return setError(words.needsReason());
    setBusy(true);
    try {
      await live.session.voidQuestion(no, reason.trim());
      live.refresh();
      notify(words.voided({ no }));
      onClose();
    } catch (failure) {
      setProblem(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.voidTitle({ no })} onClose={onClose}>
      <form
        class={styles.dialogForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{words.voidText()}</p>
        <ReasonField value={reason} error={error} onChange={setReason} />
        {problem !== undefined && <ProblemNote error={problem} />}
        <div class={styles.buttons}>
          <Button type="submit" look="danger" disabled={isBusy}>
            {words.voidYes()}
          </Button>
          <Button onClick={onClose}>{say().run.cancel()}</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface ReasonFieldProps {
  value: string;
  error: string | undefined;
  onChange: (reason: string) => void;
}

/** Why something is corrected. */
export function ReasonField({ value, error, onChange }: ReasonFieldProps) {
  const words = say().correct;
  return (
    <TextField
      label={words.reason()}
      hint={words.reasonHint()}
      error={error}
      value={value}
      maxLength={500}
      dir="auto"
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
