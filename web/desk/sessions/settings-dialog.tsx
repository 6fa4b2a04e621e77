import { useState } from "preact/hooks";
import { isApiError } from "../../../client/src/errors.ts";
import type { HostedSession } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { CheckField } from "./choice-fields.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { changedFields, changeForm, mayChange } from "./settings-change.ts";
import { zoneName } from "./settings-fields.tsx";
import { say } from "./text.ts";

interface SettingsDialogProps {
  live: LiveSession;
  state: HostedSession;
  onClose: () => void;
}

/** The settings that may change now. Only what was changed is sent, so that two desks do not undo each other. */
export function SettingsDialog({ live, state, onClose }: SettingsDialogProps) {
  const words = say().run;
  const setting = say().setting;
  const [before] = useState(() => changeForm(state));
  const [form, setForm] = useState(before);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const may = mayChange(state);
  const set = (changes: Partial<typeof form>) => setForm({ ...form, ...changes });
  const save = async () => {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const changes = changedFields(before, form);
      if (Object.keys(changes).length > 0) await live.session.change(changes);
      live.refresh();
      notify(words.saved());
      onClose();
    } catch (error) {
      setBusy(false);
      const isAtField = isApiError(error, "VALIDATION_ERROR") && error.data.every(({ path }) => path in form);
      if (isAtField) setErrors(Object.fromEntries(error.data.map(({ path, reason }) => [path, reason])));
      else setProblem(error);
    }
  };
  const text = (name: "title" | "opensAt" | "closesAt" | "expectedPlayers", type = "text") => (
    <TextField
      label={setting[name].label()}
      hint={setting[name].hint({ zone: zoneName() })}
      error={errors[name]}
      type={type}
      value={form[name]}
      dir="auto"
      onInput={({ currentTarget }) => set({ [name]: currentTarget.value })}
    />
  );
  return (
    <Dialog title={words.settings()} onClose={onClose}>
      <form
        class={styles.dialogForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {text("title")}
        {may.opensAt && text("opensAt", "datetime-local")}
        {may.closesAt && text("closesAt", "datetime-local")}
        {may.others && (
          <>
            {text("expectedPlayers")}
            <CheckField
              label={setting.lateJoin.label()}
              checked={form.lateJoin}
              onChange={(lateJoin) => set({ lateJoin })}
            />
          </>
        )}
        {problem !== undefined && <ProblemNote error={problem} />}
        <div class={styles.buttons}>
          <Button type="submit" look="primary" disabled={isBusy}>
            {words.save()}
          </Button>
          <Button onClick={onClose}>{words.cancel()}</Button>
        </div>
      </form>
    </Dialog>
  );
}
