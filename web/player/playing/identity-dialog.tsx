import { useSignal } from "@preact/signals";
import { announce } from "../../ui/announcer.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import type { Game } from "../game.ts";
import { say } from "../text.ts";
import styles from "./identity-dialog.module.css";

interface IdentityDialogProps {
  game: Game;
  onLeave: () => void;
  onClose: () => void;
}

/** Code, number and PIN: with them a player comes back on any device. The PIN is shown only when it is asked for. */
export function IdentityDialog({ game, onLeave, onClose }: IdentityDialogProps) {
  const isPinShown = useSignal(false);
  const isCopied = useSignal(false);
  const { nickname, playerNo, pin } = game.player.joined;
  const words = say().me;
  const copy = async () => {
    const text = `${location.origin}${location.pathname}\n${words.link({ code: game.code, no: String(playerNo), pin })}`;
    try {
      await navigator.clipboard.writeText(text);
      isCopied.value = true;
      announce(words.copied());
    } catch {
      // Not allowed here: the PIN can be read and written down.
      isPinShown.value = true;
    }
  };
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <p class={styles.name} dir="auto">
        {nickname}
      </p>
      <p>{words.why()}</p>
      <dl class={styles.facts}>
        <div>
          <dt>{words.code()}</dt>
          <dd>{game.code}</dd>
        </div>
        <div>
          <dt>{words.number()}</dt>
          <dd>{playerNo}</dd>
        </div>
        <div>
          <dt>{words.pin()}</dt>
          <dd>
            {isPinShown.value ? (
              pin
            ) : (
              <Button
                look="quiet"
                onClick={() => {
                  isPinShown.value = true;
                }}
              >
                {words.showPin()}
              </Button>
            )}
          </dd>
        </div>
      </dl>
      <Button look="primary" wide onClick={() => void copy()}>
        {isCopied.value ? words.copied() : words.copy()}
      </Button>
      <div class={styles.others}>
        <Button look="plain" wide onClick={onLeave}>
          {words.leave()}
        </Button>
        <p class={styles.note}>{words.leaveNote()}</p>
      </div>
      <Button look="quiet" wide onClick={onClose}>
        {words.close()}
      </Button>
    </Dialog>
  );
}
