import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";
import styles from "./frame.module.css";
import { JoinBadge } from "./join-badge.tsx";
import type { ViewName } from "./screen-view.ts";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

interface FrameProps extends ViewProps {
  view: ViewName;
  isConnected: ReadonlySignal<boolean>;
  children: ComponentChildren;
}

/** What stands around each view: the head with the session's title and the join code, and the mark of a lost connection. */
export function Frame({ view, state, session, isConnected, children }: FrameProps) {
  const { question } = state;
  const isPlaying = view === "question" || view === "reveal" || view === "leaderboard";
  const no = isPlaying ? question?.no : undefined;
  const isPaused = session.pausedAt !== undefined && (view === "reveal" || view === "leaderboard");
  return (
    <div class={styles.frame}>
      <div class={styles.motif} aria-hidden="true">
        <Logo />
      </div>
      <header class={styles.head}>
        {no === undefined ? (
          <span class={styles.logo}>
            <Logo />
          </span>
        ) : (
          <span class={styles.plate}>
            <span>{say().question.number({ no, total: session.questions })}</span>
          </span>
        )}
        <bdi class={styles.title}>{session.title}</bdi>
        {isPaused && (
          <span class={styles.pause}>
            <Icon name="pause" />
            {say().pause()}
          </span>
        )}
        {view !== "lobby" && <JoinBadge state={state} />}
      </header>
      <main class={styles.view} key={isPlaying ? `${view} ${no}` : view}>
        {children}
      </main>
      {!isConnected.value && (
        <p class={styles.lost} role="status">
          <Icon name="offline" />
          {say().lost()}
        </p>
      )}
    </div>
  );
}
