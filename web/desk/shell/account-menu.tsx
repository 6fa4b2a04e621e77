import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { signedIn, signOut } from "../signed-in.ts";
import { say } from "../text.ts";
import styles from "./account-menu.module.css";

/** Who is signed in, and what belongs to that: the shortcuts and signing out. */
export function AccountMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const words = say().shell;
  const menu = useRef<HTMLDetailsElement>(null);
  const name = signedIn.value?.name ?? "";
  const close = () => menu.current?.removeAttribute("open");
  useEffect(() => {
    const onPress = ({ target }: Event) => {
      if (target instanceof Node && !menu.current?.contains(target)) close();
    };
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, []);
  return (
    <details
      ref={menu}
      class={styles.menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        close();
        menu.current.querySelector("summary")?.focus();
      }}
    >
      <summary class={styles.who}>
        <span class="visually-hidden">{words.account({ name })}</span>
        <span class={styles.name} dir="auto" aria-hidden="true">
          {name}
        </span>
        <span class={styles.initial} aria-hidden="true">
          {firstLetter(name)}
        </span>
      </summary>
      <div class={styles.items}>
        <p class={styles.full}>{words.signedInAs({ name })}</p>
        <Button
          wide
          look="plain"
          onClick={() => {
            close();
            onShortcuts();
          }}
        >
          {words.shortcuts.title()}
        </Button>
        <Button wide look="quiet" onClick={() => signOut()}>
          {words.signOut()}
        </Button>
      </div>
    </details>
  );
}

/** The first letter as a person sees it: some are several characters. */
function firstLetter(name: string): string {
  return ([...name.trim()][0] ?? "?").toLocaleUpperCase();
}
