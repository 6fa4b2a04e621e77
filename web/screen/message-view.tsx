import { Logo } from "../ui/logo.tsx";
import styles from "./message-view.module.css";

/** One message instead of a session. */
export function MessageView({ title, help, isQuiet }: { title: string; help?: string; isQuiet?: boolean }) {
  return (
    <main class={`${styles.message} ${isQuiet ? styles.quiet : ""}`}>
      <span class={styles.logo}>
        <Logo />
      </span>
      <h1>{title}</h1>
      {help && <p>{help}</p>}
    </main>
  );
}
