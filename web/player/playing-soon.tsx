import { useErrorBoundary } from "preact/hooks";
import { gameTexts } from "../game/text.ts";
import { Button } from "../ui/button.tsx";
import type { Game } from "./game.ts";
import { Loading } from "./loading.tsx";
import { pagePart } from "./page-part.ts";
import styles from "./playing/playing-view.module.css";
import { say, texts } from "./text.ts";

/** What is needed after joining: it is loaded while one types, or waits in the lobby. */
export const { part: playing, load: loadPlaying } = pagePart(async () => {
  const [view] = await Promise.all([import("./playing/playing-view.tsx"), gameTexts.load([texts.language])]);
  return view;
});

/** The game, as soon as its part of the page is loaded. @param game undefined while it is being fetched */
export function PlayingSoon({ game, onLeave }: { game?: Game; onLeave?: () => void }) {
  const View = playing.value?.PlayingView;
  const [failure] = useErrorBoundary((error) => console.error(error));
  if (failure) return <Failed />;
  if (View && game && onLeave) return <View game={game} onLeave={onLeave} />;
  return (
    <main class={styles.page}>
      <Loading role="status" />
    </main>
  );
}

/** A mistake of this page: the game itself is at the server, and a reload brings it back. */
function Failed() {
  return (
    <main class={`${styles.main} ${styles.failed}`}>
      <h1>{say().failed.title()}</h1>
      <p>{say().failed.note()}</p>
      <Button look="primary" large onClick={() => location.reload()}>
        {say().failed.reload()}
      </Button>
    </main>
  );
}
