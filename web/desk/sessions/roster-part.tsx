import { useEffect, useState } from "preact/hooks";
import type { HostedSession, RosterItem } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import type { LiveSession } from "./live-session.ts";
import { RemoveDialog } from "./remove-dialog.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

const PAGE = 20;
/** How long after a change the list is read again: many changes are one. In ms. */
const RENEW_MS = 1200;

/** Who is in, and who was removed. */
export function RosterPart({ live, state }: { live: LiveSession; state: HostedSession }) {
  const words = say().roster;
  const [q, setQ] = useState("");
  const [removed, setRemoved] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const [leaving, setLeaving] = useState<RosterItem | undefined>(undefined);
  const loaded = useLoaded(async () => {
    const items: RosterItem[] = [];
    let cursor: string | undefined;
    do {
      const query = {
        limit: PAGE,
        removed,
        ...(q.trim() ? { q: q.trim() } : {}),
        ...(cursor ? { cursor } : {}),
      };
      const page = await live.session.players(query);
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor && items.length < limit);
    return { items, hasMore: cursor !== undefined };
  }, [live, q, removed, limit]);
  const { players, question } = state;
  // Points change with the leaderboard, which follows a close and a correction.
  const asOf = live.leaderboard.value?.asOf;
  useEffect(() => {
    const timer = setTimeout(loaded.reload, RENEW_MS);
    return () => clearTimeout(timer);
  }, [players, question?.no, state.state, asOf, live.corrections.value, loaded.reload]);

  const restore = async (player: RosterItem) => {
    try {
      await live.session.restorePlayer(player.playerNo);
      notify(words.isRestored({ name: player.nickname }));
      loaded.reload();
    } catch (error) {
      setProblem(error);
    }
  };
  const [problem, setProblem] = useState<unknown>(undefined);
  const { items, hasMore } = loaded.value ?? { items: [], hasMore: false };
  return (
    <section class={styles.card} aria-labelledby="roster-title">
      <h2 id="roster-title" class={styles.smallTitle}>
        {words.title()} <span class="figures">({players})</span>
      </h2>
      <div class={styles.rosterTools}>
        <input
          type="search"
          class={inputClass}
          aria-label={words.search()}
          placeholder={words.search()}
          value={q}
          dir="auto"
          onInput={({ currentTarget }) => setQ(currentTarget.value)}
        />
        <div class={styles.tabs}>
          {[false, true].map((one) => (
            <button
              key={String(one)}
              type="button"
              class={styles.tab}
              aria-pressed={removed === one}
              onClick={() => setRemoved(one)}
            >
              {one ? words.removed() : words.in()}
            </button>
          ))}
        </div>
      </div>
      {problem !== undefined && <ProblemNote error={problem} />}
      {loaded.state === "failed" && <ProblemNote error={loaded.error} retry={loaded.reload} />}
      {loaded.value && items.length === 0 && (
        <p class={styles.quiet}>{q ? words.notFound() : words.none()}</p>
      )}
      <ul class={styles.roster}>
        {items.map((player) => (
          <li key={player.playerNo} class={styles.player}>
            <span class={styles.playerName}>
              <bdi>{player.nickname}</bdi>
              <span class={styles.quiet}>
                {words.number({ no: player.playerNo })}
                {typeof player.points === "number" &&
                  state.state !== "lobby" &&
                  ` · ${words.points({ n: player.points })}`}
                {player.banned && ` · ${words.banned()}`}
              </span>
            </span>
            {removed ? (
              <Button look="quiet" onClick={() => void restore(player)}>
                {words.restore()}
              </Button>
            ) : (
              <Button
                look="plain"
                aria-label={words.menu({ name: player.nickname })}
                onClick={() => setLeaving(player)}
              >
                <DeskIcon name="close" />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {hasMore && <Button onClick={() => setLimit(limit + 3 * PAGE)}>{words.more()}</Button>}
      {leaving && (
        <RemoveDialog
          session={live.session}
          player={leaving}
          onClose={() => setLeaving(undefined)}
          onDone={() => {
            setLeaving(undefined);
            loaded.reload();
          }}
          onUndo={() => void restore(leaving)}
        />
      )}
    </section>
  );
}
