import { useState } from "preact/hooks";
import type { QuizPage } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { say } from "../quizzes/text.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import styles from "./home.module.css";
import { QuizRow } from "./quiz-row.tsx";

export type ListedQuiz = QuizPage["items"][number];

const PAGE = 20;
/** From this many on one may search. */
const MANY = 8;

interface QuizListProps {
  quizzes: ListedQuiz[];
  /** Called when a quiz was added or deleted. */
  onChange: () => void;
}

/** The host's quizzes, newest first, with a search if they are many. */
export function QuizList({ quizzes, onChange }: QuizListProps) {
  const words = say().home;
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const [deleting, setDeleting] = useState<ListedQuiz | undefined>();
  const [exporting, setExporting] = useState<ListedQuiz | undefined>();
  const terms = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = quizzes.filter(({ title }) =>
    terms.every((term) => title.toLocaleLowerCase().includes(term)),
  );
  return (
    <section class={styles.section} aria-labelledby="quizzes-title">
      <div class={styles.sectionTop}>
        <h2 id="quizzes-title">{words.quizzes()}</h2>
        {quizzes.length >= MANY && (
          <input
            type="search"
            class={`${inputClass} ${styles.search}`}
            aria-label={words.filter()}
            placeholder={words.filter()}
            value={query}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setLimit(PAGE);
            }}
          />
        )}
      </div>
      {found.length === 0 && <p role="status">{words.none()}</p>}
      <ul class={styles.list}>
        {found.slice(0, limit).map((quiz) => (
          <QuizRow
            key={quiz.id}
            quiz={quiz}
            onChange={onChange}
            onDelete={() => setDeleting(quiz)}
            onExport={() => setExporting(quiz)}
          />
        ))}
      </ul>
      {found.length > limit && <Button onClick={() => setLimit(limit + PAGE)}>{words.showMore()}</Button>}
      {deleting && (
        <DeleteDialog quiz={deleting} onClose={() => setDeleting(undefined)} onDeleted={onChange} />
      )}
      {exporting && <ExportDialog quiz={exporting} onClose={() => setExporting(undefined)} />}
    </section>
  );
}
