import { useSignal } from "@preact/signals";
import { Icon } from "../../ui/icon.tsx";
import { Logo } from "../../ui/logo.tsx";
import type { Game } from "../game.ts";
import { say } from "../text.ts";
import { later, loadLater } from "./later.ts";
import styles from "./top-bar.module.css";

/** Who one is, behind which is the way back, and the points. */
export function TopBar({ game, onLeave }: { game: Game; onLeave: () => void }) {
  const isOpen = useSignal(false);
  const IdentityDialog = later.value?.IdentityDialog;
  const { nickname, playerNo } = game.player.joined;
  const settings = game.session.value?.settings;
  const hasPoints = settings && settings.scoring !== "none" && game.session.value?.state !== "lobby";
  return (
    <header class={styles.bar}>
      <span class={styles.logo}>
        <Logo label="Stampede" />
      </span>
      <button
        type="button"
        class={styles.me}
        aria-haspopup="dialog"
        onClick={() => {
          void loadLater();
          isOpen.value = true;
        }}
      >
        <bdi class={styles.name}>{nickname}</bdi>
        <span class={styles.no}>#{playerNo}</span>
        <span class="visually-hidden">: {say().me.open()}</span>
        <Icon name="more" />
      </button>
      {hasPoints && (
        <span class={`${styles.points} figures`}>{say().points({ points: game.points.value })}</span>
      )}
      {isOpen.value && IdentityDialog && (
        <IdentityDialog
          game={game}
          onLeave={onLeave}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </header>
  );
}
