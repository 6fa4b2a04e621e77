import { useEffect, useRef, useState } from "preact/hooks";
import type { ImportOptions } from "../../../../client/src/host.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field, inputClass } from "../../../ui/field.tsx";
import { theHost } from "../../signed-in.ts";
import { say } from "../text.ts";
import styles from "./import.module.css";
import { type ImportItem, ImportResult } from "./import-result.tsx";

interface ImportDialogProps {
  /** Files that were dropped: they are imported at once. */
  files: File[];
  onClose: () => void;
}

/** Imports files one after the other and shows what became of each. */
export function ImportDialog({ files, onClose }: ImportDialogProps) {
  const words = say().import;
  const [items, setItems] = useState<ImportItem[]>([]);
  const [text, setText] = useState("");
  const chooser = useRef<HTMLInputElement>(null);
  /** The files are read one after the other: each may be large. */
  const queue = useRef(Promise.resolve());

  function add(name: string, file: File | string, options: ImportOptions = {}) {
    const key = crypto.getRandomValues(new Uint32Array(1))[0]!;
    const size = typeof file === "string" ? file.length : file.size;
    const item: ImportItem = { key, name, file, options, size, state: "working" };
    setItems((all) => [item, ...all]);
    const finish = (then: Partial<ImportItem>) =>
      setItems((all) => all.map((one) => (one.key === key ? { ...one, ...then } : one)));
    queue.current = queue.current.then(async () => {
      try {
        finish({ state: "done", result: await theHost().importQuiz(file, options) });
      } catch (error) {
        finish({ state: "failed", error });
      }
    });
  }
  const addFiles = (list: Iterable<File>) => {
    for (const file of list) add(file.name, file, titleFrom(file.name));
  };
  useEffect(() => {
    addFiles(files);
    const onDrop = (event: DragEvent) => addFiles(event.dataTransfer?.files ?? []);
    document.addEventListener("drop", onDrop);
    return () => document.removeEventListener("drop", onDrop);
  }, []);
  return (
    <Dialog title={words.title()} onClose={onClose}>
      <div class={styles.dialog}>
        {items.length > 0 && (
          <ul class={styles.items} aria-live="polite">
            {items.map((item) => (
              <ImportResult
                key={item.key}
                item={item}
                onRest={(from) => add(item.name, item.file, { ...item.options, from })}
                onFormat={(format) => {
                  setItems((all) => all.filter(({ key }) => key !== item.key));
                  add(item.name, item.file, { ...item.options, format });
                }}
              />
            ))}
          </ul>
        )}
        <p>{words.lead()}</p>
        <p class={styles.quiet}>{words.formats()}</p>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            addFiles(event.currentTarget.files ?? []);
            event.currentTarget.value = "";
          }}
        />
        <div>
          <Button look={items.length === 0 ? "primary" : "normal"} onClick={() => chooser.current?.click()}>
            {words.choose()}
          </Button>
        </div>
        <Field label={words.paste()}>
          {(labelled) => (
            <textarea
              {...labelled}
              class={inputClass}
              rows={3}
              dir="auto"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class={styles.actions}>
          {text.trim() && (
            <Button
              onClick={() => {
                add(words.pasted(), text);
                setText("");
              }}
            >
              {words.read()}
            </Button>
          )}
          <Button look={items.length > 0 ? "primary" : "normal"} onClick={onClose}>
            {words.close()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** The title of a quiz whose file has none. */
function titleFrom(name: string): ImportOptions {
  const title = name.replace(/\.[^.]+$/, "").trim();
  // A JSON file says its title itself.
  return title && !/\.json$/i.test(name) ? { title: [...title].slice(0, 100).join("") } : {};
}
