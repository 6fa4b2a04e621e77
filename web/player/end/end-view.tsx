import { useEffect } from "preact/hooks";
import type { Session } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import type { Game } from "../game.ts";
import { outcomeOf } from "../outcome.ts";
import { sayLater } from "../playing/later-text.ts";
import { ownPlace, Places } from "../playing/places.tsx";
import { Standing } from "../playing/standing.tsx";
import { useQuiz } from "../self/use-quiz.ts";
import styles from "./end-view.module.css";
import { OwnAnswer } from "./own-answer.tsx";

interface EndViewProps {
  game: Game;
  session: Session;
  onLeave: () => void;
}

/** The end: points, place, the podium and the own answers. */
export function EndView({ game, session, onLeave }: EndViewProps) {
  const answers = game.answers.value;
  useQuiz(game, session.pace === "self");
  useEffect(() => void game.loadLeaderboard(), [game]);
  const results = Array.from({ length: session.questions }, (_, index) => {
    const no = index + 1;
    const question = game.seen.get(no) ?? { no, kind: undefined };
    return { no, kind: question.kind, outcome: outcomeOf(answers.get(no), question, session) };
  });
  const right = results.filter(({ outcome }) => outcome === "right").length;
  const counted = results.filter(
    ({ kind, outcome }) => kind !== "poll" && outcome !== "poll" && outcome !== "voided",
  ).length;
  const rank = ownPlace(game) ?? 0;
  const isScored = session.settings.scoring !== "none";
  const title = isScored && rank === 1 ? "first" : isScored && rank > 0 && rank <= 3 ? "podium" : "thanks";
  return (
    <article class={styles.end}>
      <header class={`${styles.head} ${title === "thanks" ? "" : styles.podium}`}>
        <p class={styles.over}>{sayLater().end.title()}</p>
        <h1 class={styles.title} tabIndex={-1}>
          {sayLater().end[title]()}
        </h1>
        <p class={styles.quiz} dir="auto">
          {session.title}
        </p>
        {counted > 0 && <p class={styles.score}>{sayLater().end.score({ right, n: counted })}</p>}
        {results.some(({ outcome }) => outcome === "checking") && (
          <p role="status">{sayLater().end.counting()}</p>
        )}
      </header>
      <Standing game={game} session={session} />
      <Places game={game} />
      <section class={styles.own}>
        <h2>{sayLater().end.own()}</h2>
        {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
        <ol class={styles.list} role="list">
          {results.map(({ no, outcome }) => (
            <OwnAnswer key={no} game={game} no={no} outcome={outcome} />
          ))}
        </ol>
      </section>
      <Button look="primary" large wide onClick={onLeave}>
        {sayLater().end.again()}
      </Button>
    </article>
  );
}
