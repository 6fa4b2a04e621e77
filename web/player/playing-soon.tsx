import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { gameTexts } from "../game/text.ts";
import type { Game } from "./game.ts";
import styles from "./playing/playing-view.module.css";
import { say } from "./text.ts";

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
  const [view] = await Promise.all([
    import("./playing/playing-view.tsx"),
    gameTexts.load(navigator.languages),
  ]);
  playing.value = view.PlayingView;
}

/** The game, as soon as its part of the page is loaded. @param game undefined while it is being fetched */
export function PlayingSoon({ game, onLeave }: { game?: Game; onLeave?: () => void }) {
  const View = playing.value;
  if (View && game && onLeave) return <View game={game} onLeave={onLeave} />;
  return (
    <main class={styles.page}>
      <p class={styles.loading} role="status">
        {say().loading()}
      </p>
    </main>
  );
}
