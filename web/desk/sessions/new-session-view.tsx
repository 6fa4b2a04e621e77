import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { isApiError } from "../../../client/src/errors.ts";
import type { Quiz } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./new-session.module.css";
import {
  FIELD_OF,
  fromStored,
  numberErrors,
  type SettingsForm,
  toDraft,
  toStored,
} from "./settings-draft.ts";
import { SettingsFields } from "./settings-fields.tsx";
import { say } from "./text.ts";

const STORED = "stampede.session-settings";

/** The settings of a session that is to be started. */
export function NewSessionView({ quizId }: { quizId: string }) {
  const words = say().new;
  const loaded = useLoaded(() => theHost().getQuiz(quizId), [quizId]);
  const quiz = loaded.value;
  return (
    <DeskView
      title={words.title()}
      lead={quiz && <span dir="auto">{words.lead({ title: quiz.title, n: quiz.questions.length })}</span>}
      back={{ href: `/desk/quizzes/${quizId}`, label: words.back() }}
    >
      <LoadedView of={loaded}>{(quiz) => <StartForm quiz={quiz} />}</LoadedView>
    </DeskView>
  );
}

function StartForm({ quiz }: { quiz: Quiz }) {
  const words = say().new;
  const [, navigate] = useLocation();
  const [form, setForm] = useState<SettingsForm>(() => fromStored(localStorage.getItem(STORED)));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isStarting, setStarting] = useState(false);
  const limits = quiz.questions.map(({ timeLimitMs }) => timeLimitMs);
  const lacksLimits = form.pace === "auto" && limits.includes(null);

  const start = async () => {
    if (isStarting) return;
    const wrong = numberErrors(form);
    setErrors(Object.fromEntries(wrong.map((name) => [name, words.notNumber()])));
    setProblem(undefined);
    if (wrong.length > 0) return focusFirstError();
    setStarting(true);
    try {
      const session = await theHost().createSession(toDraft(quiz.id, form));
      localStorage.setItem(STORED, toStored(form));
      navigate(`/desk/sessions/${session.id}`);
    } catch (error) {
      setStarting(false);
      if (!isApiError(error, "VALIDATION_ERROR")) return setProblem(error);
      const atFields = fieldErrors(error.data, form);
      setErrors(atFields);
      if (Object.keys(atFields).length < error.data.length) setProblem(error);
      focusFirstError();
    }
  };
  const count = Object.keys(errors).length;
  return (
    <form
      class={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <SettingsFields
        form={form}
        errors={errors}
        limits={limits}
        onChange={(next) => {
          setForm(next);
          setErrors({});
        }}
      />
      {problem !== undefined && <ProblemNote error={problem} />}
      <div class={styles.finish}>
        <Button type="submit" look="primary" large disabled={isStarting || lacksLimits}>
          {isStarting ? words.starting() : words.start()}
        </Button>
        <p class={count > 0 || lacksLimits ? styles.wrong : styles.note} role="status">
          {lacksLimits
            ? words.noLimit()
            : count > 0
              ? words.fix({ n: count })
              : form.pace !== "host" && form.opensAt
                ? words.noteTimed()
                : words.note()}
        </p>
      </div>
    </form>
  );
}

/** The server's reasons by the form's fields; those of no field are left out. */
function fieldErrors(
  data: readonly { path: string; reason: string }[],
  form: SettingsForm,
): Record<string, string> {
  return Object.fromEntries(
    data
      .map(({ path, reason }) => [FIELD_OF[path] ?? path, reason] as const)
      .filter(([name]) => name in form),
  );
}

function focusFirstError(): void {
  // After the rendering that marks it.
  setTimeout(() => {
    const field = document.querySelector<HTMLElement>("[aria-invalid=true]");
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: "center" });
  }, 50);
}
