import styles from "./option-mark.module.css";
import { optionLook } from "./options.ts";

/** The mark of an option: its letter in its shape and colour. It is as high as two lines of the text around it. */
export function OptionMark({ id }: { id: number }) {
  const { letter, shape, path, color } = optionLook(id);
  return (
    <span class={styles.mark} aria-hidden="true">
      <svg class={styles.shape} viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} fill={color} stroke={color} stroke-width="1.5" stroke-linejoin="round" />
      </svg>
      <span class={`${styles.letter} ${shape === "triangle" ? styles.triangle : ""}`}>{letter}</span>
    </span>
  );
}
