import type { ComponentChildren } from "preact";
import { say } from "../text.ts";
import type { Loaded } from "./loaded.ts";
import styles from "./loaded-view.module.css";
import { ProblemNote } from "./problem-note.tsx";

interface LoadedViewProps<T> {
  of: Loaded<T>;
  children: (value: T) => ComponentChildren;
}

/** Shows what was loaded; until then that it is loading, and after an error what is wrong. */
export function LoadedView<T>({ of: { state, value, error, reload }, children }: LoadedViewProps<T>) {
  return (
    <>
      {state === "failed" && <ProblemNote error={error} retry={reload} />}
      {value !== undefined ? children(value) : state === "loading" && <Loading />}
    </>
  );
}

/** Says that something is coming. It appears late: a quick reply shows nothing of it. */
export function Loading({ text = say().shell.loading() }: { text?: string }) {
  return (
    <p class={styles.loading} role="status">
      {text}
    </p>
  );
}
