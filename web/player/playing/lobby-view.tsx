import type { ComponentChildren } from "preact";
import type { Session } from "../../../client/src/types.ts";
import { useServerTime } from "../../game/server-time.ts";
import { durationText } from "../duration.ts";
import type { Game } from "../game.ts";
import { say } from "../text.ts";
import styles from "./lobby-view.module.css";

/** In, before the first question. */
export function LobbyView({ game, session }: { game: Game; session: Session }) {
  const { nickname } = game.player.joined;
  return (
    <div class={styles.lobby}>
      <Head session={session} title={say().lobby.title()} />
      <p class={styles.name} dir="auto">
        {nickname}
      </p>
      <Wait>{session.opensAt ? <OpensIn game={game} opensAt={session.opensAt} /> : say().lobby.wait()}</Wait>
      <p class={`${styles.quiet} figures`}>{say().lobby.players({ n: session.players })}</p>
      <p class={styles.quiet}>{say().lobby.look()}</p>
    </div>
  );
}

function OpensIn({ game, opensAt }: { game: Game; opensAt: string }) {
  const now = useServerTime(game.player.clock, 500);
  return <>{say().lobby.opensIn({ time: durationText(Date.parse(opensAt) - now.value) })}</>;
}

/** The session is open, and no question has come yet. */
export function WaitingView({ session }: { session: Session }) {
  return (
    <div class={styles.lobby}>
      <Head session={session} title={say().waiting.title()} />
      <Wait>{session.pausedAt ? say().result.paused() : say().waiting.text()}</Wait>
    </div>
  );
}

/** The quiz, and the view's heading. */
function Head({ session, title }: { session: Session; title: string }) {
  return (
    <>
      <p class={styles.quiz} dir="auto">
        {session.title}
      </p>
      <h1 class={styles.title} tabIndex={-1}>
        {title}
      </h1>
    </>
  );
}

/** The hoofbeats, and what one waits for. */
function Wait({ children }: { children: ComponentChildren }) {
  return (
    <>
      <div class={styles.hoofs} aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <p class={styles.wait}>{children}</p>
    </>
  );
}
