import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { say } from "../text.ts";
import { keyLabels } from "./shortcut-keys.ts";
import { areShortcutsOn, currentShortcuts, setShortcutsOn } from "./shortcuts.ts";
import styles from "./shortcuts-dialog.module.css";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys that do something in the view that is shown. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const words = say().shell.shortcuts;
  const names = { " ": words.space(), Control: words.control(), Escape: words.escape() };
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <dl class={styles.list}>
        {currentShortcuts().map(({ keys, label, disabled }) => (
          <div key={keys + label} class={`${styles.row} ${disabled ? styles.off : ""}`}>
            <dt>{label}</dt>
            <dd>
              {keyLabels(keys, isMac, names).map((name) => (
                <kbd key={name} class={styles.key}>
                  {name}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label class={styles.switch}>
        <input
          type="checkbox"
          checked={areShortcutsOn.value}
          onChange={({ currentTarget }) => setShortcutsOn(currentTarget.checked)}
        />
        {words.on()}
      </label>
      <Button onClick={onClose}>{say().shell.close()}</Button>
    </Dialog>
  );
}
