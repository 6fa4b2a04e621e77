import { Button } from "../../ui/button.tsx";
import { say } from "../text.ts";
import type { Gone } from "../view.ts";
import styles from "./gone-view.module.css";

/** The player is no part of the session any more: why, and what can be done. */
export function GoneView({ gone, onLeave }: { gone: Gone; onLeave: () => void }) {
  const note = gone === "removed" ? say().gone.removedNote() : gone === "deleted" && say().gone.deletedNote();
  return (
    <div class={styles.gone}>
      <h1 class={styles.title} tabIndex={-1}>
        {say().gone[gone]()}
      </h1>
      {note && <p>{note}</p>}
      <Button look="primary" large onClick={onLeave}>
        {say().gone.again()}
      </Button>
    </div>
  );
}
