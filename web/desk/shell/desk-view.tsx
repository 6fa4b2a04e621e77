import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Logo } from "../../ui/logo.tsx";
import { say } from "../text.ts";
import { AccountMenu } from "./account-menu.tsx";
import { DeskIcon } from "./desk-icon.tsx";
import styles from "./desk-view.module.css";
import { useHeadingFocus } from "./heading-focus.ts";
import { listenForShortcuts, useShortcuts } from "./shortcuts.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";

interface DeskViewProps {
  /** The heading, and the title of the browser's tab. */
  title: string;
  /** Buttons beside the heading. */
  actions?: ComponentChildren;
  /** The view one level up. Without it: the quizzes and sessions. `null` shows none. */
  back?: { href: string; label: string } | null;
  /** A line under the heading. */
  lead?: ComponentChildren;
  /** It takes the whole width of the window, for views with columns. */
  wide?: boolean;
  children: ComponentChildren;
}

/** The frame of each view of the desk. It takes the focus to the view's heading when the view appears. */
export function DeskView({ title, actions, back, lead, wide, children }: DeskViewProps) {
  const words = say().shell;
  const heading = useHeadingFocus();
  const [showsShortcuts, setShowsShortcuts] = useState(false);
  useEffect(listenForShortcuts, []);
  useEffect(() => {
    document.title = words.tab({ title });
  }, [title]);
  useShortcuts([{ keys: "?", label: words.shortcuts.show(), run: () => setShowsShortcuts(true) }]);
  const up = back === undefined ? { href: "/desk", label: words.home() } : back;
  return (
    <div class={styles.frame}>
      <a class={styles.skip} href="#content">
        {words.skip()}
      </a>
      <header class={styles.header}>
        <div class={`${styles.bar} ${wide ? styles.wide : ""}`}>
          <a class={styles.brand} href="/desk" aria-label={words.brand()}>
            <Logo />
            <span>Stampede</span>
          </a>
          <nav class={styles.navigation} aria-label={words.navigation()}>
            <a href="/desk" aria-current={location.pathname === "/desk" ? "page" : undefined}>
              {words.home()}
            </a>
          </nav>
          <AccountMenu onShortcuts={() => setShowsShortcuts(true)} />
        </div>
      </header>
      <main id="content" tabIndex={-1} class={`${styles.main} ${wide ? styles.wide : ""}`}>
        {up && (
          <a class={styles.up} href={up.href}>
            <span class={styles.upSign}>
              <DeskIcon name="next" size="1em" />
            </span>
            <span dir="auto">{up.label}</span>
          </a>
        )}
        <div class={styles.top}>
          <div class={styles.heading}>
            <h1 ref={heading} tabIndex={-1} dir="auto">
              {title}
            </h1>
            {lead && <div class={styles.lead}>{lead}</div>}
          </div>
          {actions && <div class={styles.actions}>{actions}</div>}
        </div>
        {children}
      </main>
      {showsShortcuts && <ShortcutsDialog onClose={() => setShowsShortcuts(false)} />}
    </div>
  );
}
