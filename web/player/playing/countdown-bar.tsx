import type { ReadonlySignal } from "@preact/signals";
import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../ui/announcer.tsx";
import type { Game } from "../game.ts";
import { say } from "../text.ts";
import { phaseOf, toldSecond } from "../view.ts";
import styles from "./countdown-bar.module.css";

/** What is left of the time, as a bar and in seconds. A screen reader is told at 30, 10 and 5 seconds. */
export function CountdownBar({ game, now }: { game: Game; now: ReadonlySignal<number> }) {
  const at = useComputed(() => {
    const session = game.session.value;
    return session ? phaseOf(session, now.value) : { phase: "over" as const, leftMs: 0, share: 0 };
  });
  const phase = useComputed(() => at.value.phase);
  const seconds = useComputed(() => Math.ceil(at.value.leftMs / 1000));
  const text = useComputed(() => {
    if (phase.value === "reading") return say().time.readingLong({ s: seconds.value });
    if (phase.value !== "answering") return say().time.over();
    return Number.isFinite(seconds.value) ? say().time.left({ s: seconds.value }) : say().time.noLimit();
  });
  const isClose = useComputed(() => phase.value === "answering" && seconds.value <= 5);
  const style = useComputed(() => `transform: scaleX(${at.value.share.toFixed(4)})`);
  useTold(at, phase);
  const look = [styles.bar, phase.value === "reading" && styles.reading, isClose.value && styles.close];
  return (
    <div class={look.filter(Boolean).join(" ")}>
      <div class={styles.track} aria-hidden="true">
        <div class={styles.fill} style={style} />
      </div>
      <p class={`${styles.text} figures`} role="timer" aria-live="off">
        {text}
      </p>
    </div>
  );
}

function useTold(at: ReadonlySignal<{ phase: string; leftMs: number }>, phase: ReadonlySignal<string>): void {
  const before = useRef(Infinity);
  useSignalEffect(() => {
    const leftMs = at.value.phase === "answering" ? at.value.leftMs : Infinity;
    const second = toldSecond(before.current, leftMs);
    before.current = leftMs;
    if (second !== undefined) announce(say().time.left({ s: second }));
  });
  const phaseBefore = useRef(phase.value);
  useEffect(() => {
    if (phaseBefore.current === phase.value) return;
    phaseBefore.current = phase.value;
    if (phase.value === "answering") announce(say().time.open());
    if (phase.value === "over") announce(say().time.over());
  }, [phase.value]);
}
