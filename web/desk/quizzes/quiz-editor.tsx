import { useEffect, useState } from "preact/hooks";
import type { Quiz } from "../../../client/src/types.ts";
import { announce } from "../../ui/announcer.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { DeskView } from "../shell/desk-view.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { useShortcuts } from "../shell/shortcuts.ts";
import styles from "./editor.module.css";
import { FaultList } from "./fault-list.tsx";
import { faultText } from "./fault-text.ts";
import { duplicate, insertQuestion, moved, removeQuestion, updateQuestion } from "./form/changes.ts";
import { type FormQuestion, MAX_QUESTIONS, newQuestion } from "./form/quiz-form.ts";
import { KeptNote } from "./kept-note.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { Outline } from "./outline.tsx";
import { QuestionFields } from "./question-fields.tsx";
import { StaleDialog } from "./stale-dialog.tsx";
import { say } from "./text.ts";
import { useQuizForm } from "./use-quiz-form.ts";

interface QuizEditorProps {
  /** undefined for a new one. */
  quiz: Quiz | undefined;
  /** Called when a new quiz was saved for the first time. */
  onCreated?: (id: string) => void;
}

/** Writes a quiz: its title, the outline of its questions, and one question that is open. */
export function QuizEditor({ quiz, onCreated }: QuizEditorProps) {
  const words = say().editor;
  const editor = useQuizForm(quiz);
  const { id, form, setForm, faults, isDirty, isSaving } = editor;
  const [openKey, setOpenKey] = useState(form.questions[0]?.key);
  const [isStale, setIsStale] = useState(false);
  /** Where the focus goes after the next rendering: a selector. */
  const [focus, setFocus] = useState<string | undefined>();
  const at = Math.max(
    0,
    form.questions.findIndex(({ key }) => key === openKey),
  );
  const open = form.questions[at];
  useEffect(() => {
    if (focus === undefined) return;
    document.querySelector<HTMLElement>(focus)?.focus();
    setFocus(undefined);
  }, [focus]);

  const show = (question: FormQuestion | undefined) => {
    setOpenKey(question?.key);
    setFocus("[data-question-text]");
  };
  const insert = (question: FormQuestion, place: number) => {
    if (form.questions.length >= MAX_QUESTIONS) return notify(say().fault.manyQuestions());
    setForm((now) => insertQuestion(now, place, question));
    show(question);
  };
  const add = () => insert(newQuestion(open), form.questions.length === 0 ? 0 : at + 1);
  const copy = () => open && insert(duplicate(open), at + 1);
  const remove = () => {
    if (!open) return;
    setForm((now) => removeQuestion(now, open.key));
    show(form.questions[at + 1] ?? form.questions[at - 1]);
    notify(words.deleted({ no: at + 1 }), {
      label: words.undo(),
      run: () => {
        setForm((now) => insertQuestion(now, at, open));
        show(open);
      },
    });
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= form.questions.length || from === to) return;
    setForm((now) => ({ ...now, questions: moved(now.questions, from, to) }));
    announce(words.movedTo({ no: to + 1 }));
  };
  const go = (to: number) => form.questions[to] && show(form.questions[to]);
  async function save(isForced = false): Promise<boolean> {
    const { outcome, quiz: then } = await editor.save(isForced);
    if (outcome === "stale") setIsStale(true);
    if (outcome === "faults") setFocus("#faults");
    if (outcome !== "saved") return false;
    notify(words.saved());
    if (!id && then) onCreated?.(then.id);
    return true;
  }
  useShortcuts([
    { keys: "mod+s", label: words.save(), run: () => void save() },
    { keys: "alt+n", label: words.add(), run: add },
    { keys: "alt+d", label: words.duplicate(), run: copy },
    { keys: "alt+ArrowUp", label: words.up(), run: () => move(at, at - 1) },
    { keys: "alt+ArrowDown", label: words.down(), run: () => move(at, at + 1) },
    { keys: "alt+PageUp", label: words.previous(), run: () => go(at - 1) },
    { keys: "alt+PageDown", label: words.next(), run: () => go(at + 1) },
  ]);
  const titleFault = faults.find(({ question, field }) => question === undefined && field === "title");
  return (
    <DeskView
      wide
      title={id ? words.edit() : words.new()}
      lead={<span role="status">{isDirty || !id ? words.unsaved() : words.allSaved()}</span>}
      actions={
        <>
          {id && !isDirty && (
            <>
              <ButtonLink href={`/desk/quizzes/${id}/preview`}>{words.preview()}</ButtonLink>
              <ButtonLink href={`/desk/quizzes/${id}/start`}>{words.start()}</ButtonLink>
            </>
          )}
          <Button
            look="primary"
            disabled={isSaving}
            aria-keyshortcuts="Control+S"
            onClick={() => void save()}
          >
            {isSaving ? words.saving() : words.save()}
          </Button>
        </>
      }
    >
      <KeptNote
        id={quiz?.id}
        version={quiz?.version ?? 0}
        onRestore={(restored) => {
          setForm(restored);
          setOpenKey(restored.questions[0]?.key);
        }}
      />
      {editor.error !== undefined && <ProblemNote error={editor.error} retry={() => void save()} />}
      <FaultList
        faults={faults}
        form={form}
        onShow={({ question, field }) => {
          if (question === undefined) return setFocus("#quiz-title-field input");
          setOpenKey(question);
          setFocus(`[data-question] [data-field="${CSS.escape(field)}"]`);
        }}
      />
      <div id="quiz-title-field">
        <TextField
          large
          label={words.title()}
          hint={words.titleHint()}
          error={titleFault && faultText(titleFault)}
          value={form.title}
          dir="auto"
          maxLength={200}
          onInput={({ currentTarget: { value } }) => setForm((now) => ({ ...now, title: value }))}
        />
      </div>
      <div class={styles.columns}>
        <Outline form={form} openKey={open?.key} faults={faults} onOpen={show} onMove={move} onAdd={add} />
        {open ? (
          <QuestionFields
            key={open.key}
            question={open}
            at={at}
            total={form.questions.length}
            faults={faults.filter(({ question }) => question === open.key)}
            onChange={(change) => setForm((now) => updateQuestion(now, open.key, change))}
            onMove={(by) => move(at, at + by)}
            onCopy={copy}
            onDelete={remove}
          />
        ) : (
          <p>{words.empty()}</p>
        )}
      </div>
      {isStale && (
        <StaleDialog
          onTheirs={() => editor.loadStored()}
          onOverwrite={() => void save(true)}
          onClose={() => setIsStale(false)}
        />
      )}
      {isDirty && <LeaveGuard onSave={save} />}
    </DeskView>
  );
}
