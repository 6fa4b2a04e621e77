import { LeaderboardList } from "../game/leaderboard-list.tsx";
import { numberText } from "../game/numbers.ts";
import { clockText } from "./clock-text.ts";
import { FitBox } from "./fit-box.tsx";
import { hasPlaces } from "./screen-view.ts";
import styles from "./self-view.module.css";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** Up to this many questions have their numbers below the columns. */
const MAX_NUMBERS = 30;

/** While everyone plays at their own speed: how far they are, and how long it takes answers. */
export function SelfView({ state, session, now }: ViewProps) {
  const { stats, leaderboard } = state;
  const numbers = Array.from({ length: session.questions }, (_, index) => index + 1);
  const attempts = (no: number) => stats.get(no)?.attempts ?? 0;
  const isComplete = numbers.every((no) => stats.has(no));
  const sum = numbers.reduce((all, no) => all + attempts(no), 0);
  const players = Math.max(1, session.players, ...numbers.map(attempts));
  const withList = hasPlaces(state) && session.settings.leaderboard === "each";
  return (
    <div class={`${styles.self} ${withList ? styles.withList : ""}`}>
      <section class={styles.progress}>
        <div class={styles.top}>
          <div>
            <h1>{say().self.everyone()}</h1>
            <p>{isComplete ? say().self.answers({ n: sum }) : "\u00a0"}</p>
          </div>
          {session.closesAt && <TimeLeft at={session.closesAt} now={now} />}
        </div>
        {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
        <ol role="list" class={styles.columns} aria-label={say().self.each()}>
          {numbers.map((no) => (
            <li key={no} style={{ "--part": attempts(no) / players }}>
              <span class="visually-hidden">{say().self.bar({ no, n: attempts(no), players })}</span>
              {numbers.length <= MAX_NUMBERS && (
                <span class={styles.n} aria-hidden="true">
                  {stats.has(no) ? numberText(attempts(no)) : "\u00a0"}
                </span>
              )}
              <span class={styles.column} aria-hidden="true">
                <span />
              </span>
              {numbers.length <= MAX_NUMBERS && (
                <span class={styles.no} aria-hidden="true">
                  {no}
                </span>
              )}
            </li>
          ))}
        </ol>
        <p class={styles.caption} aria-hidden="true">
          {say().self.each()}
        </p>
      </section>
      {withList && (
        <FitBox align="center">
          <div class={styles.list}>
            <LeaderboardList places={leaderboard!.places} />
          </div>
        </FitBox>
      )}
    </div>
  );
}

function TimeLeft({ at, now }: { at: string; now: ViewProps["now"] }) {
  const leftMs = Math.max(0, Date.parse(at) - now.value);
  return (
    <p class={styles.left}>
      <span>{say().self.closes()}</span>
      <strong class="figures">{clockText(leftMs)}</strong>
    </p>
  );
}
