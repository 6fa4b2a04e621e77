import type { ComponentChildren } from "preact";
import { Bars } from "../game/bars.tsx";
import { LeaderboardList } from "../game/leaderboard-list.tsx";
import { Podium } from "../game/podium.tsx";
import { Countdown } from "../screen/countdown.tsx";
import { JoinBadge } from "../screen/join-badge.tsx";
import { AnswerCount, Options, QuestionText } from "../screen/question-parts.tsx";
import { MAX_VALUES } from "../screen/reveal-view.tsx";
import { revealedStats } from "../screen/screen-state.ts";
import { hasPlaces, openCode, type ViewName } from "../screen/screen-view.ts";
import { say } from "../screen/text.ts";
import type { ViewProps } from "../screen/view-props.ts";
import styles from "./overlay-page.module.css";
import type { PartName } from "./parts.ts";

interface PartProps extends ViewProps {
  name: PartName;
  view: ViewName;
  /** Whether the bars are a part, too: then they show the options after the close. */
  hasBars: boolean;
}

/** One part, if it has something to show in this view. */
export function Part(props: PartProps) {
  const { name, view, state, session, now } = props;
  const { question, leaderboard } = state;
  const isAsked = view === "question" && question !== undefined;
  switch (name) {
    case "question":
      if (!question || (!isAsked && view !== "reveal")) return null;
      return (
        <Panel of={name} again={question.no}>
          <QuestionText question={question} />
          {(isAsked || !props.hasBars) && <Options question={question} />}
        </Panel>
      );
    case "countdown":
      if (!isAsked) return null;
      return (
        <Panel of={name}>
          <Countdown question={question} readMs={session.settings.readMs} now={now} />
        </Panel>
      );
    case "answers":
      if (!isAsked) return null;
      return (
        <Panel of={name}>
          <AnswerCount state={state} session={session} />
        </Panel>
      );
    case "bars":
      return <BarsPart {...props} />;
    case "join":
      if (!openCode(state)) return null;
      return (
        <div class={styles.join}>
          <JoinBadge state={state} />
        </div>
      );
    case "top5": {
      const isShown = view === "leaderboard" || view === "results" || view === "self";
      if (!isShown || !hasPlaces(state)) return null;
      if (view !== "results" && session.settings.leaderboard !== "each") return null;
      const previous = view === "leaderboard" ? state.previousPlaces?.slice(0, 5) : undefined;
      return (
        <Panel of={name}>
          <LeaderboardList places={leaderboard!.places.slice(0, 5)} previous={previous} />
        </Panel>
      );
    }
    case "podium":
      if (view !== "podium" && view !== "results") return null;
      return (
        <Panel of={name}>
          <Podium places={leaderboard!.places} />
        </Panel>
      );
  }
}

function BarsPart({ view, state, session }: PartProps) {
  const { question } = state;
  if (view !== "reveal" || !question) return null;
  const stats = revealedStats(state, question.no);
  if (!stats.options && !stats.values && !stats.correct) return null;
  return (
    <Panel of="bars" again={question.no}>
      {session.voided.includes(question.no) && <p class={styles.voided}>{say().reveal.voided()}</p>}
      <Bars question={question} stats={stats} maxValues={MAX_VALUES} />
    </Panel>
  );
}

function Panel({ of, again, children }: { of: PartName; again?: number; children: ComponentChildren }) {
  return (
    <section key={again} class={`${styles.panel} ${styles[of]}`}>
      {children}
    </section>
  );
}
