import { useLayoutEffect, useState } from "preact/hooks";
import { navigate } from "wouter-preact/use-browser-location";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import styles from "./editor.module.css";
import { say } from "./text.ts";

/** Asks before a link leads away from changes that are not saved. The back button does not ask: the draft is kept. @param onSave resolves with whether it is saved */
export function LeaveGuard({ onSave }: { onSave: () => Promise<boolean> }) {
  const words = say().editor.leave;
  const [target, setTarget] = useState<string | undefined>();
  useLayoutEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href]");
      if (!link || link.target || link.origin !== location.origin) return;
      if (link.pathname === location.pathname || !/^\/desk(\/|$)/.test(link.pathname)) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link.pathname + link.search + link.hash);
    };
    // Before the desk's own listener takes the click.
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, []);
  if (target === undefined) return null;
  return (
    <Dialog title={words.title()} onClose={() => setTarget(undefined)}>
      <p>{words.text()}</p>
      <div class={styles.buttons}>
        <Button
          look="primary"
          onClick={async () => {
            if (await onSave()) navigate(target);
            else setTarget(undefined);
          }}
        >
          {words.save()}
        </Button>
        <Button onClick={() => navigate(target)}>{words.yes()}</Button>
        <Button look="plain" onClick={() => setTarget(undefined)}>
          {words.no()}
        </Button>
      </div>
    </Dialog>
  );
}
