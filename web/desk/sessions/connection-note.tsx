import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../ui/announcer.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";

/** A loss that heals at once is not shown; in ms. */
const PATIENCE_MS = 1500;

/** Says that the connection is lost, until it is back. */
export function ConnectionNote({ live }: { live: LiveSession }) {
  const isOpen = live.connection.value === "open";
  const [isLost, setLost] = useState(false);
  const wasLost = useRef(false);
  useEffect(() => {
    if (isOpen) {
      if (wasLost.current) announce(say().run.connection.back());
      wasLost.current = false;
      setLost(false);
      return;
    }
    const timer = setTimeout(() => {
      wasLost.current = true;
      setLost(true);
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isOpen]);
  if (!isLost || live.failure.value !== undefined) return null;
  return (
    <p class={styles.lost} role="alert">
      <DeskIcon name="offline" />
      <span>{say().run.connection.lost()}</span>
    </p>
  );
}
