import { useEffect, useState } from "preact/hooks";
import type { HostedSession } from "../../../client/src/types.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { showTime } from "../sessions/show-time.ts";
import { say } from "../sessions/text.ts";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { theHost } from "../signed-in.ts";
import row from "./row.module.css";
import styles from "./session-list.module.css";
import { runningFirst } from "./session-order.ts";

const PAGE = 20;
/** How often the list is read again while it is seen, in ms. */
const RENEW_MS = 15_000;

/** The host's sessions: those that run first, then the newest. */
export function SessionList() {
  const words = say().list;
  const [limit, setLimit] = useState(PAGE);
  const loaded = useLoaded(() => readUpTo(limit), [limit]);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && loaded.reload(), RENEW_MS);
    return () => clearInterval(timer);
  }, [loaded.reload]);
  return (
    <section class={styles.section} aria-labelledby="sessions-title">
      <h2 id="sessions-title">{words.title()}</h2>
      <LoadedView of={loaded}>
        {({ items, hasMore }) => (
          <>
            {items.length === 0 && <p class={styles.empty}>{words.empty()}</p>}
            <ul class={styles.list}>
              {runningFirst(items).map((session) => (
                <Row key={session.id} session={session} />
              ))}
            </ul>
            {hasMore && <Button onClick={() => setLimit(limit + PAGE)}>{words.more()}</Button>}
          </>
        )}
      </LoadedView>
    </section>
  );
}

/** Reads the newest sessions, page by page. */
async function readUpTo(limit: number): Promise<{ items: HostedSession[]; hasMore: boolean }> {
  const items: HostedSession[] = [];
  let cursor: string | undefined;
  do {
    const page = await theHost().listSessions({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && items.length < limit);
  return { items, hasMore: cursor !== undefined };
}

function Row({ session }: { session: HostedSession }) {
  const words = say().list;
  const { id, title, state, players, code, pace } = session;
  const href = state === "ended" ? `/desk/sessions/${id}/report` : `/desk/sessions/${id}`;
  return (
    <li class={styles.row}>
      <span class={`${styles.state} ${styles[state]}`}>{words[state]()}</span>
      <div class={row.what}>
        <a class={row.title} href={`/desk/sessions/${id}`} dir="auto">
          {title}
        </a>
        <p class={row.facts}>
          <span>{words.players({ n: players })}</span>
          <span>{say().pace[pace].name()}</span>
          {timeOf(session) && <span>{timeOf(session)}</span>}
        </p>
      </div>
      {state !== "ended" && (
        <span class={styles.code}>
          <span class="visually-hidden">{words.code()} </span>
          {code}
        </span>
      )}
      <ButtonLink look="quiet" href={href}>
        {state === "ended" ? words.report() : words.run()}
        <span class="visually-hidden" dir="auto">
          {" "}
          {title}
        </span>
      </ButtonLink>
    </li>
  );
}

function timeOf({ state, question, questions, opensAt, endedAt }: HostedSession): string | undefined {
  const words = say().list;
  if (state === "lobby") return opensAt && words.opensAt({ time: showTime(opensAt) });
  if (state === "ended") return endedAt && words.endedAt({ time: showTime(endedAt) });
  return question && words.at({ no: question.no, total: questions });
}
