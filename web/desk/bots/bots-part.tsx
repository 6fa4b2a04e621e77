import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import styles from "../sessions/run.module.css";
import { say } from "../sessions/text.ts";
import { ProblemNote } from "../shell/problem-note.tsx";
import { MAX_BOTS } from "./bot-names.ts";
import { botsOf, hasBots } from "./bots.ts";

/** Adds bots for a rehearsal, and stops them. While the session is open it only shows those that are there. */
export function BotsPart({ id, isLobby }: { id: string; isLobby: boolean }) {
  const words = say().bots;
  const [wanted, setWanted] = useState("10");
  const [error, setError] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<unknown>(undefined);
  const [, renew] = useState(0);
  const bots = hasBots(id) ? botsOf(id) : undefined;
  const count = bots?.count.value ?? 0;
  const isAdding = bots?.isAdding.value ?? false;
  if (!isLobby && count === 0) return null;
  const room = MAX_BOTS - count;
  const add = async () => {
    const number = Number(wanted);
    const isWrong = !Number.isInteger(number) || number < 1 || number > MAX_BOTS;
    setError(isWrong ? words.notNumber({ n: MAX_BOTS }) : undefined);
    setProblem(undefined);
    if (isWrong || isAdding) return;
    const adding = botsOf(id).add(number);
    renew((before) => before + 1);
    await adding.catch(setProblem);
    renew((before) => before + 1);
  };
  return (
    <section class={styles.card} aria-labelledby="bots-title">
      <h2 id="bots-title" class={styles.smallTitle}>
        {words.title()}
      </h2>
      <p class={styles.quiet}>{count > 0 ? words.playing({ n: count }) : words.text()}</p>
      {isLobby && room > 0 && (
        <form
          class={styles.botsForm}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextField
            label={words.count()}
            inputMode="numeric"
            value={wanted}
            error={error}
            onInput={({ currentTarget }) => setWanted(currentTarget.value)}
          />
          <Button type="submit" disabled={isAdding}>
            {isAdding ? words.adding() : words.add()}
          </Button>
        </form>
      )}
      {isLobby && room === 0 && <p class={styles.quiet}>{words.full({ n: MAX_BOTS })}</p>}
      {count > 0 && (
        <Button
          look="plain"
          onClick={() => {
            bots?.stop();
            renew((before) => before + 1);
          }}
        >
          {words.stop()}
        </Button>
      )}
      {problem !== undefined && <ProblemNote error={problem} />}
    </section>
  );
}
