import { useState } from "preact/hooks";
import { isApiError } from "../../../client/src/errors.ts";
import type { HostedSession } from "../../../client/src/types.ts";
import { TextField } from "../../ui/field.tsx";
import { notify } from "../shell/notices.tsx";
import { CheckField } from "./choice-fields.tsx";
import { FormDialog } from "./form-dialog.tsx";
import type { LiveSession } from "./live-session.ts";
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
  const may = mayChange(state);
  const set = (changes: Partial<typeof form>) => setForm({ ...form, ...changes });
  const save = async () => {
    try {
      const changes = changedFields(before, form);
      if (Object.keys(changes).length > 0) await live.session.change(changes);
    } catch (error) {
      const isAtField = isApiError(error, "VALIDATION_ERROR") && error.data.every(({ path }) => path in form);
      if (!isAtField) throw error;
      return setErrors(Object.fromEntries(error.data.map(({ path, reason }) => [path, reason])));
    }
    live.refresh();
    notify(words.saved());
    onClose();
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
    <FormDialog title={words.settings()} yes={words.save()} look="primary" onSend={save} onClose={onClose}>
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
    </FormDialog>
  );
}
