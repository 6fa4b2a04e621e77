import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { announce } from "../../ui/announcer.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Game } from "../game.ts";
import { hasNetwork } from "../network.ts";
import { say } from "../text.ts";
import styles from "./connection-banner.module.css";

/** A connection that is gone for less than this, in ms, is not worth a word. */
const PATIENCE_MS = 1500;

/** Says that the connection is lost, and what happens to an answer that is on its way. It goes away by itself. */
export function ConnectionBanner({ game }: { game: Game }) {
  const isLost = useSignal(false);
  const connection = game.connection.value;
  const isOffline = !hasNetwork.value;
  const isAway = connection !== "closed" && (isOffline || connection !== "open");
  useEffect(() => {
    if (!isAway) {
      if (isLost.peek()) announce(say().connection.back());
      isLost.value = false;
      return;
    }
    const timer = setTimeout(
      () => {
        isLost.value = true;
      },
      isOffline ? 0 : PATIENCE_MS,
    );
    return () => clearTimeout(timer);
  }, [isAway, isOffline, isLost]);
  // The question says the same of its own answer.
  const isSaid = game.view.value === "question";
  const isPending = !isSaid && [...game.answers.value.values()].some((answer) => answer.state === "sending");
  return (
    <div role="status">
      {isLost.value && (
        <p class={styles.banner}>
          <Icon name="offline" />
          <span>{isPending ? say().connection.lostAnswer() : say().connection.lost()}</span>
        </p>
      )}
    </div>
  );
}
