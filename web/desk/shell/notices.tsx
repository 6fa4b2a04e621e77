import { signal } from "@preact/signals";
import { announce } from "../../ui/announcer.tsx";
import { Button } from "../../ui/button.tsx";
import { say } from "../text.ts";
import { DeskIcon } from "./desk-icon.tsx";
import styles from "./notices.module.css";

interface Notice {
  text: string;
  /** What one may do about it, such as to undo it. */
  action?: { label: string; run: () => void } | undefined;
}

/** How long a notice stays, in ms; one with an action stays longer. */
const STAYS_MS = 5000;
const STAYS_WITH_ACTION_MS = 15_000;

const notice = signal<Notice | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells for a few seconds that something is done. It is also read aloud. The next one takes its place. */
export function notify(text: string, action?: Notice["action"]): void {
  announce(text);
  notice.value = { text, action };
  clearTimeout(timer);
  timer = setTimeout(dismiss, action ? STAYS_WITH_ACTION_MS : STAYS_MS);
}

function dismiss(): void {
  clearTimeout(timer);
  notice.value = undefined;
}

/** Where notices appear: once on the page. */
export function Notices() {
  if (!notice.value) return null;
  const { text, action } = notice.value;
  return (
    <aside class={styles.notice}>
      <span class={styles.text} dir="auto">
        {text}
      </span>
      {action && (
        <Button
          look="plain"
          onClick={() => {
            dismiss();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button look="plain" aria-label={say().shell.close()} onClick={dismiss}>
        <DeskIcon name="close" />
      </Button>
    </aside>
  );
}
