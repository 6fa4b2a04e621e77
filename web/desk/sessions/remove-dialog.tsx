import { useState } from "preact/hooks";
import type { HostSession } from "../../../client/src/host.ts";
import type { RosterItem } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

interface RemoveDialogProps {
  session: HostSession;
  player: RosterItem;
  onClose: () => void;
  /** It is done. */
  onDone: () => void;
  /** Takes the player back in. */
  onUndo: () => void;
}

/** Removes a player, for now or for good, or everyone with the name. One player can be taken back in at once. */
export function RemoveDialog({ session, player, onClose, onDone, onUndo }: RemoveDialogProps) {
  const words = say().roster;
  const { playerNo, nickname: name } = player;
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const run = async (call: () => Promise<void>, told: () => void) => {
    if (isBusy) return;
    setBusy(true);
    try {
      await call();
      told();
      onDone();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const remove = (ban: boolean) =>
    run(
      () => session.removePlayer(playerNo, ban ? { ban } : {}),
      () => notify(words.isRemoved({ name }), { label: words.undo(), run: onUndo }),
    );
  const removeNamed = () =>
    run(
      () => session.removePlayersNamed(name),
      () => notify(words.areRemoved({ name })),
    );
  return (
    <Dialog title={words.dialog({ name })} onClose={onClose}>
      <p>{words.text()}</p>
      {problem !== undefined && <ProblemNote error={problem} />}
      <div class={styles.stack}>
        <Button wide disabled={isBusy} onClick={() => void remove(false)}>
          {words.remove()}
        </Button>
        <Button wide look="danger" disabled={isBusy} onClick={() => void remove(true)}>
          {words.ban()}
        </Button>
        <Button wide look="quiet" disabled={isBusy} onClick={() => void removeNamed()}>
          {words.removeNamed()}
        </Button>
        <Button wide look="plain" onClick={onClose}>
          {words.cancel()}
        </Button>
      </div>
    </Dialog>
  );
}
