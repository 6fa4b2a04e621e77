import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Logo } from "../../ui/logo.tsx";
import { say } from "../text.ts";
import styles from "./entry-form.module.css";
import type { EntryProblem, Typed } from "./entry-problem.ts";
import type { Waiting } from "./patient-device.ts";

export interface EntryFormProps {
  /** A new player, or one who comes back. */
  mode: "join" | "return";
  /** What stands in the fields at first. */
  initial: Partial<Typed>;
  problem: EntryProblem | undefined;
  isBusy: boolean;
  waiting: Waiting | undefined;
  /** The code of a game on this device to which one may go back. */
  resumable: string | undefined;
  onSubmit: (typed: Typed) => void;
  onMode: (mode: "join" | "return") => void;
  onResume: () => void;
}

/**
 * The first view of a player. It has no effects and keeps nothing: the fields keep what is typed, so the page can show it
 * before its scripts are there, and lose nothing when they take over.
 */
export function EntryForm(props: EntryFormProps) {
  const { mode, initial, problem, isBusy, waiting, resumable } = props;
  const isJoin = mode === "join";
  const words = isJoin ? say().join : say().return;
  const errorOf = (field: EntryProblem["field"]) =>
    problem?.field === field ? say().entry[problem.message]() : undefined;
  return (
    <main class={styles.page}>
      <div class={styles.brand}>
        <Logo /> <span>Stampede</span>
      </div>
      <form
        class={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const typed = Object.fromEntries(new FormData(event.currentTarget)) as unknown as Typed;
          if (!isBusy) props.onSubmit(typed);
        }}
      >
        <h1 class={styles.title} tabIndex={-1}>
          {words.title()}
        </h1>
        {!isJoin && <p class={styles.intro}>{say().return.intro()}</p>}
        <TextField
          key="code"
          name="code"
          large
          label={say().join.code()}
          hint={isJoin ? say().join.codeHint() : undefined}
          error={errorOf("code")}
          defaultValue={initial.code}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterKeyHint="next"
          maxLength={64}
        />
        {isJoin ? (
          <TextField
            key="nickname"
            name="nickname"
            large
            label={say().join.nickname()}
            error={errorOf("nickname")}
            defaultValue={initial.nickname}
            autocomplete="nickname"
            spellcheck={false}
            enterKeyHint="go"
            maxLength={300}
            dir="auto"
          />
        ) : (
          <div class={styles.pair}>
            <TextField
              key="playerNo"
              name="playerNo"
              large
              label={say().return.number()}
              error={errorOf("playerNo")}
              autocomplete="off"
              inputMode="numeric"
              enterKeyHint="next"
              maxLength={12}
            />
            <TextField
              key="pin"
              name="pin"
              large
              label={say().return.pin()}
              error={errorOf("pin")}
              autocomplete="off"
              inputMode="numeric"
              enterKeyHint="go"
              maxLength={64}
            />
          </div>
        )}
        <div class={styles.notes} role="alert">
          {problem?.field === "form" && <p class={styles.problem}>{errorOf("form")}</p>}
        </div>
        <Button type="submit" look="primary" large wide disabled={isBusy}>
          {isBusy ? say().join.joining() : words.submit()}
        </Button>
        <div class={styles.notes} role="status">
          {waiting && <p class={styles.waiting}>{say().entry[waiting]()}</p>}
        </div>
      </form>
      <div class={styles.others}>
        {resumable && (
          <Button look="quiet" wide onClick={props.onResume}>
            {say().join.resume({ code: resumable })}
          </Button>
        )}
        <Button look="plain" wide onClick={() => props.onMode(isJoin ? "return" : "join")}>
          {isJoin ? say().join.back() : say().return.new()}
        </Button>
      </div>
    </main>
  );
}
