import { useState } from "preact/hooks";
import { TextField } from "../../ui/field.tsx";
import { notify } from "../shell/notices.tsx";
import { FormDialog } from "./form-dialog.tsx";
import type { LiveSession } from "./live-session.ts";
import { say } from "./text.ts";

/** Asks for a reason and takes a question out of the score. */
export function VoidDialog({ live, no, onClose }: { live: LiveSession; no: number; onClose: () => void }) {
  const words = say().correct;
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const send = async () => {
    if (!reason.trim()) return setError(words.needsReason());
    await live.session.voidQuestion(no, reason.trim());
    live.refresh();
    notify(words.voided({ no }));
    onClose();
  };
  return (
    <FormDialog
      title={words.voidTitle({ no })}
      yes={words.voidYes()}
      look="danger"
      onSend={send}
      onClose={onClose}
    >
      <p>{words.voidText()}</p>
      <ReasonField value={reason} error={error} onChange={setReason} />
    </FormDialog>
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
