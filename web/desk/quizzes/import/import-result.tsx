import { useState } from "preact/hooks";
import { isApiError } from "../../../../client/src/errors.ts";
import type { ImportOptions } from "../../../../client/src/host.ts";
import type { Imported } from "../../../../client/src/types.ts";
import { Button, ButtonLink } from "../../../ui/button.tsx";
import { inputClass } from "../../../ui/field.tsx";
import { ProblemNote } from "../../shell/problem-note.tsx";
import { say } from "../text.ts";
import styles from "./import.module.css";

type Format = NonNullable<ImportOptions["format"]>;

/** A file, and what became of it. */
export interface ImportItem {
  key: number;
  name: string;
  file: File | string;
  options: ImportOptions;
  /** Bytes. */
  size: number;
  state: "working" | "done" | "failed";
  result?: Imported;
  error?: unknown;
}

/** The names of the formats are the same in every language. */
const FORMATS: Record<Format, string> = {
  json: "JSON",
  gift: "GIFT",
  aiken: "Aiken",
  csv: "CSV",
  xlsx: "Excel",
  moodle: "Moodle XML",
  opentdb: "Open Trivia DB",
  opentriviaqa: "OpenTriviaQA",
};
/** From here on a file takes long enough to say so; in bytes. */
const BIG = 2_000_000;

interface ImportResultProps {
  item: ImportItem;
  /** Imports the questions from this one on. */
  onRest: (from: number) => void;
  /** Reads the file again in a format. */
  onFormat: (format: Format) => void;
}

export function ImportResult({ item, onRest, onFormat }: ImportResultProps) {
  const words = say().import;
  const { name, state, size, result, error, options } = item;
  const [isRestTaken, setIsRestTaken] = useState(false);
  return (
    <li class={`${styles.item} ${styles[state]}`}>
      <h3 dir="auto">{result?.quiz.title ?? name}</h3>
      {state === "working" && (
        <p>
          {words.working({ name })} {size > BIG && words.big()}
        </p>
      )}
      {state === "failed" && <Failure error={error} onFormat={onFormat} />}
      {result && (
        <>
          <p>{words.done({ n: result.imported })}</p>
          {result.skipped.length > 0 && (
            <details open={result.skipped.length <= 10}>
              <summary>{words.skipped({ n: result.skipped.length })}</summary>
              <ul class={styles.reasons}>
                {result.skipped.map(({ line, reason }, index) => (
                  <li key={index}>
                    <strong>{words.line({ line })}</strong> <span dir="auto">{reason}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
          {result.notes.length > 0 && (
            <details>
              <summary>{words.notes()}</summary>
              <ul class={styles.reasons}>
                {result.notes.map((note, index) => (
                  <li key={index} dir="auto">
                    {note}
                  </li>
                ))}
              </ul>
            </details>
          )}
          {result.left > 0 && <p>{words.left({ n: result.left })}</p>}
          <div class={styles.actions}>
            {result.left > 0 && !isRestTaken && (
              <Button
                onClick={() => {
                  setIsRestTaken(true);
                  onRest((options.from ?? 1) + result.imported);
                }}
              >
                {words.rest()}
              </Button>
            )}
            <ButtonLink look="quiet" href={`/desk/quizzes/${result.quiz.id}`}>
              {words.open()}
            </ButtonLink>
          </div>
        </>
      )}
    </li>
  );
}

function Failure({ error, onFormat }: { error: unknown; onFormat: (format: Format) => void }) {
  const words = say().import;
  const [format, setFormat] = useState<Format>("gift");
  if (isApiError(error) && error.status === 413) return <p>{words.tooLarge()}</p>;
  if (!isApiError(error, "VALIDATION_ERROR")) return <ProblemNote error={error} />;
  return (
    <>
      <p>
        <strong>{words.failed()}</strong>
      </p>
      <ul class={styles.reasons}>
        {error.data.slice(0, 50).map(({ path, reason }, index) => (
          <li key={index} dir="auto">
            {path && `${path}: `}
            {reason}
          </li>
        ))}
      </ul>
      <div class={styles.actions}>
        <select
          class={`${inputClass} ${styles.format}`}
          aria-label={words.format()}
          value={format}
          onChange={(event) => setFormat(event.currentTarget.value as Format)}
        >
          {Object.entries(FORMATS).map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
        <Button onClick={() => onFormat(format)}>{words.again()}</Button>
      </div>
    </>
  );
}
