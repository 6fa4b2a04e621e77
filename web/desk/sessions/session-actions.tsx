import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import type { HostedSession } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { SettingsDialog } from "./settings-dialog.tsx";
import { say } from "./text.ts";

/** The settings that may change, and deletion while the session is not open. */
export function SessionActions({ live, state }: { live: LiveSession; state: HostedSession }) {
  const words = say().run;
  const [dialog, setDialog] = useState<"settings" | "delete" | undefined>(undefined);
  const close = () => setDialog(undefined);
  return (
    <>
      <Button look="quiet" onClick={() => setDialog("settings")}>
        <DeskIcon name="edit" />
        {words.settings()}
      </Button>
      {state.state !== "open" && (
        <Button look="plain" onClick={() => setDialog("delete")}>
          <DeskIcon name="trash" />
          {words.delete()}
        </Button>
      )}
      {dialog === "settings" && <SettingsDialog live={live} state={state} onClose={close} />}
      {dialog === "delete" && <DeleteDialog live={live} onClose={close} />}
    </>
  );
}

function DeleteDialog({ live, onClose }: { live: LiveSession; onClose: () => void }) {
  const words = say().run;
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const remove = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      await live.session.delete();
      notify(words.deleted());
      navigate("/desk");
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.deleteDialog.title()} onClose={onClose}>
      <p>{words.deleteDialog.text()}</p>
      {problem !== undefined && <ProblemNote error={problem} />}
      <div class={styles.buttons}>
        <Button look="danger" disabled={isBusy} onClick={() => void remove()}>
          {words.deleteDialog.yes()}
        </Button>
        <Button onClick={onClose}>{words.cancel()}</Button>
      </div>
    </Dialog>
  );
}
