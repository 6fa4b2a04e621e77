import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { PlayerQuestion, Session } from "../../../client/src/types.ts";
import { useServerTime } from "../../game/server-time.ts";
import { Button } from "../../ui/button.tsx";
import { durationText } from "../duration.ts";
import type { Game } from "../game.ts";
import { sayLater } from "../playing/later-text.ts";
import { keepInTab, readTab } from "../tab-storage.ts";
import { useHeadingFocus } from "../use-heading-focus.ts";
import { QuestionList } from "./question-list.tsx";
import { isToDo, nextToDo, questionStateOf } from "./question-state.ts";
import { SelfQuestion } from "./self-question.tsx";
import styles from "./self-view.module.css";

interface QuestionPagesProps {
  game: Game;
  session: Session;
  questions: readonly PlayerQuestion[];
}

/** One question at a time, and the list of all. Where one is survives a reload. */
export function QuestionPages({ game, session, questions }: QuestionPagesProps) {
  const answers = game.answers.value;
  const states = questions.map(({ no }) => questionStateOf(answers.get(no), session.voided.includes(no)));
  const place = `stampede.at.${session.id}`;
  const first = useMemo(() => firstIndex(place, states.findIndex(isToDo)), [place]);
  const index = useSignal(Math.min(questions.length - 1, first));
  const holder = useHeadingFocus<HTMLDivElement>(`question ${index.value}`);
  useEffect(() => keepInTab(place, String(index.value)), [place, index.value]);
  const done = states.filter((state) => !isToDo(state)).length;
  const next = nextToDo(states, index.value);
  const go = (to: number) => {
    index.value = to;
  };
  const isLast = index.value === questions.length - 1;
  return (
    <div class={styles.self} ref={holder}>
      <div class={styles.progress}>
        <p class="figures">{sayLater().self.progress({ done, total: questions.length })}</p>
        {session.closesAt && <ClosesIn game={game} closesAt={session.closesAt} />}
        <progress max={questions.length} value={done} aria-hidden="true" />
      </div>
      {done === questions.length && (
        <div class={styles.done} role="status">
          <strong>{sayLater().self.allDone()}</strong>
          <p>{sayLater().self.allDoneNote()}</p>
        </div>
      )}
      <SelfQuestion key={index.value} game={game} session={session} question={questions[index.value]!} />
      <nav class={styles.steps}>
        <Button look="quiet" disabled={index.value === 0} onClick={() => go(index.value - 1)}>
          {sayLater().self.back()}
        </Button>
        {next !== undefined && (isLast || next !== index.value + 1) && (
          <Button look="quiet" onClick={() => go(next)}>
            {sayLater().self.nextOpen()}
          </Button>
        )}
        {!isLast && (
          <Button
            look={isToDo(states[index.value]!) ? "quiet" : "primary"}
            onClick={() => go(index.value + 1)}
          >
            {sayLater().self.next()}
          </Button>
        )}
      </nav>
      <QuestionList questions={questions} states={states} index={index.value} onGo={go} />
    </div>
  );
}

/** Where one was before a reload, or else the first question that is to be answered. */
function firstIndex(place: string, toDo: number): number {
  const stored = Number(readTab(place));
  return stored >= 0 ? stored : Math.max(0, toDo);
}

function ClosesIn({ game, closesAt }: { game: Game; closesAt: string }) {
  const now = useServerTime(game.player.clock, 500);
  const text = useComputed(() => {
    const leftMs = Date.parse(closesAt) - now.value;
    return leftMs > 0 ? sayLater().self.closesIn({ time: durationText(leftMs) }) : sayLater().self.closed();
  });
  return (
    <p class="figures" role="timer" aria-live="off">
      {text}
    </p>
  );
}
