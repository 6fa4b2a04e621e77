import styles from "./playing/playing-view.module.css";
import { say } from "./text.ts";

/** Stands where a view will be. With the role `status` a screen reader is told of it. */
export function Loading({ role }: { role?: "status" }) {
  return (
    <p class={styles.loading} role={role}>
      {say().loading()}
    </p>
  );
}
