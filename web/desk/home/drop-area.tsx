import { useEffect, useState } from "preact/hooks";
import { say } from "../quizzes/text.ts";
import { DeskIcon } from "../shell/desk-icon.tsx";
import styles from "./home.module.css";

/** Takes files that are dropped anywhere on the page, and shows that it does while they are over it. */
export function DropArea({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setIsOver(false);
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      // A dialog takes its own.
      if (!document.querySelector("dialog[open]")) onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener("dragover", onOver);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  }, [onFiles]);
  if (!isOver) return null;
  return (
    <div class={styles.drop} aria-hidden="true">
      <DeskIcon name="upload" size="3rem" />
      <p>{say().home.drop()}</p>
    </div>
  );
}
