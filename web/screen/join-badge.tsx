import { groupedCode } from "./address.ts";
import styles from "./join-badge.module.css";
import { openCode } from "./screen-view.ts";
import type { ViewProps } from "./view-props.ts";

/** The address and the code, small, while one may still join. */
export function JoinBadge({ state }: Pick<ViewProps, "state">) {
  const code = openCode(state);
  if (!code) return null;
  return (
    <span class={styles.badge} dir="ltr">
      <span class={styles.address}>{location.host}</span>
      <strong>{groupedCode(code)}</strong>
    </span>
  );
}
