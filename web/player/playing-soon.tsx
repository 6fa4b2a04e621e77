import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { gameTexts } from "../game/text.ts";
import { Button } from "../ui/button.tsx";
import type { Game } from "./game.ts";
import styles from "./playing/playing-view.module.css";
import { say, texts } from "./text.ts";

type Playing = FunctionComponent<{ game: Game; onLeave: () => void }>;

const playing = signal<Playing | undefined>(undefined);
let loading: Promise<void> | undefined;

/** Loads what is needed after joining: while one types, or waits in the lobby. It tries again until it is there. */
export function loadPlaying(): Promise<void> {
  loading ??= load().catch(async () => {
    loading = undefined;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return loadPlaying();
  });
  return loading;
}

async function load(): Promise<void> {
  const [view] = await Promise.all([import("./playing/playing-view.tsx"), gameTexts.load([texts.language])]);
  playing.value = view.PlayingView;
}

/** The game, as soon as its part of the page is loaded. @param game undefined while it is being fetched */
export function PlayingSoon({ game, onLeave }: { game?: Game; onLeave?: () => void }) {
  const View = playing.value;
  const [failure] = useErrorBoundary((error) => console.error(error));
  if (failure) return <Failed />;
  if (View && game && onLeave) return <View game={game} onLeave={onLeave} />;
  return (
    <main class={styles.page}>
      <p class={styles.loading} role="status">
        {say().loading()}
      </p>
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
