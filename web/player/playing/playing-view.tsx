import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { announce } from "../../ui/announcer.tsx";
import { useWakeLock } from "../../ui/use-wake-lock.ts";
import { GoneView } from "../end/gone-view.tsx";
import type { Game } from "../game.ts";
import { Loading } from "../loading.tsx";
import { say } from "../text.ts";
import { useHeadingFocus } from "../use-heading-focus.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { later, loadLater } from "./later.ts";
import { LobbyView, WaitingView } from "./lobby-view.tsx";
import styles from "./playing-view.module.css";
import { QuestionView } from "./question-view.tsx";
import { TopBar } from "./top-bar.tsx";

/** The views of `later`. */
const LATER: ReadonlySet<string> = new Set(["self", "ended", "result"]);

/** A player's game, from the lobby to the end. */
export function PlayingView({ game, onLeave }: { game: Game; onLeave: () => void }) {
  const view = game.view.value;
  const no = game.session.value?.question?.no ?? 0;
  const isMissing = LATER.has(view) && !later.value;
  const holder = useHeadingFocus<HTMLElement>(`${view} ${no} ${isMissing}`);
  useEffect(() => {
    if (LATER.has(view)) void loadLater();
    if (view !== "question") return;
    // Not everybody at the moment at which a question comes.
    const timer = setTimeout(() => void loadLater(), Math.random() * 2000);
    return () => clearTimeout(timer);
  }, [view]);
  useWakeLock(view === "question" || view === "self" || view === "waiting");
  useSignalEffect(() => {
    if (game.view.value === "gone") announce(say().gone[game.gone.value ?? "deleted"](), "assertive");
  });
  return (
    <div class={styles.page}>
      <TopBar game={game} onLeave={onLeave} />
      <ConnectionBanner game={game} />
      <main class={styles.main} ref={holder}>
        <CurrentView game={game} view={view} onLeave={onLeave} />
      </main>
    </div>
  );
}

function CurrentView({
  game,
  view,
  onLeave,
}: {
  game: Game;
  view: Game["view"]["value"];
  onLeave: () => void;
}) {
  const session = game.session.value;
  if (view === "gone") return <GoneView gone={game.gone.value ?? "deleted"} onLeave={onLeave} />;
  const views = later.value;
  if (!session || (LATER.has(view) && !views)) return <Loading />;
  if (view === "lobby") return <LobbyView game={game} session={session} />;
  if (view === "self" && views) return <views.SelfView game={game} session={session} />;
  if (view === "ended" && views) return <views.EndView game={game} session={session} onLeave={onLeave} />;
  const { question } = session;
  if (!question) return <WaitingView session={session} />;
  if (view === "result" && views)
    return <views.ResultView key={question.no} game={game} session={session} question={question} />;
  return <QuestionView key={question.no} game={game} session={session} question={question} />;
}
