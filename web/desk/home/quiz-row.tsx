import { useRef, useState } from "preact/hooks";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { say, texts } from "../quizzes/text.ts";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./home.module.css";
import type { ListedQuiz } from "./quiz-list.tsx";
import row from "./row.module.css";

interface QuizRowProps {
  quiz: ListedQuiz;
  onChange: () => void;
  onDelete: () => void;
  onExport: () => void;
}

/** A quiz in the list, with what one may do with it. */
export function QuizRow({ quiz, onChange, onDelete, onExport }: QuizRowProps) {
  const words = say().home;
  const { id, title, questions, updatedAt } = quiz;
  const [error, setError] = useState<unknown>();
  const menu = useRef<HTMLDetailsElement>(null);
  const time = new Intl.DateTimeFormat(texts.language, { dateStyle: "medium" }).format(Date.parse(updatedAt));
  /** Does it and closes the menu. The focus is first at the menu: a dialog gives it back there. */
  function choose(task: () => unknown) {
    if (menu.current) menu.current.open = false;
    menu.current?.querySelector("summary")?.focus();
    task();
  }
  async function copy() {
    setError(undefined);
    try {
      const { questions } = await theHost().getQuiz(id);
      const copyTitle = words.copyOf({ title: [...title].slice(0, 180).join("") }).slice(0, 200);
      await theHost().createQuiz({ title: copyTitle, questions });
      notify(words.duplicated({ title: copyTitle }));
      onChange();
    } catch (thrown) {
      setError(thrown);
    }
  }
  const hidden = (
    <span class="visually-hidden" dir="auto">
      {" "}
      {title}
    </span>
  );
  return (
    <li class={styles.row}>
      <div class={row.what}>
        <a class={row.title} href={`/desk/quizzes/${id}`} dir="auto">
          {title}
        </a>
        <p class={row.facts}>
          <span>{words.questions({ n: questions })}</span>
          <span>{words.changed({ time })}</span>
        </p>
      </div>
      <div class={styles.rowActions}>
        <ButtonLink look="quiet" href={`/desk/quizzes/${id}/start`}>
          <DeskIcon name="play" /> {words.start()}
          {hidden}
        </ButtonLink>
        <details
          class={styles.menu}
          ref={menu}
          onKeyDown={(event) => event.key === "Escape" && choose(() => {})}
          onFocusOut={(event) => {
            const next = event.relatedTarget;
            if (next instanceof Node && !event.currentTarget.contains(next)) event.currentTarget.open = false;
          }}
        >
          <summary aria-label={words.more({ title })}>
            <DeskIcon name="more" />
          </summary>
          <div class={styles.menuBody}>
            <ButtonLink look="plain" href={`/desk/quizzes/${id}`}>
              <DeskIcon name="edit" /> {words.edit()}
            </ButtonLink>
            <ButtonLink look="plain" href={`/desk/quizzes/${id}/preview`}>
              <DeskIcon name="eye" /> {words.preview()}
            </ButtonLink>
            <Button look="plain" onClick={() => choose(copy)}>
              <DeskIcon name="add" /> {words.duplicate()}
            </Button>
            <Button look="plain" onClick={() => choose(onExport)}>
              <DeskIcon name="download" /> {words.export()}
            </Button>
            <Button look="plain" onClick={() => choose(onDelete)}>
              <DeskIcon name="trash" /> {words.delete()}
            </Button>
          </div>
        </details>
      </div>
      {error !== undefined && <ProblemNote error={error} />}
    </li>
  );
}
