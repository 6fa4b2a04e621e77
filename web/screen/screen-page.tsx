import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useServerTime } from "../game/server-time.ts";
import { useWakeLock } from "../ui/use-wake-lock.ts";
import type { ScreenAddress } from "./address.ts";
import { EndView, ResultsView } from "./end-view.tsx";
import type { FollowedSession } from "./followed-session.ts";
import { Frame } from "./frame.tsx";
import { LeaderboardView } from "./leaderboard-view.tsx";
import { LobbyView } from "./lobby-view.tsx";
import { MessageView } from "./message-view.tsx";
import { QuestionView } from "./question-view.tsx";
import { RevealView } from "./reveal-view.tsx";
import { viewAt } from "./screen-view.ts";
import { SelfView } from "./self-view.tsx";
import "./high-contrast.css";
import "./screen.css";
import { say } from "./text.ts";
import { useSession } from "./use-session.ts";

/** The big screen of one session. It has no controls: it shows what the host's steps and the clock bring. */
export function ScreenPage({ address }: { address: ScreenAddress }) {
  const session = useSession(address);
  useWakeLock(true);
  if (session === "refused") return <MessageView {...words("refused")} />;
  return <Followed followed={session} />;
}

const words = (failure: "gone" | "refused") => ({
  title: say()[failure].title(),
  help: say()[failure].help(),
});

function Followed({ followed }: { followed: FollowedSession }) {
  const { state, failure, clock } = followed;
  const now = useServerTime(clock);
  const view = useComputed(() => viewAt(state.value, now.value)).value;
  const current = state.value;
  useEffect(() => {
    document.title = current.session?.title ?? say().page();
  }, [current.session?.title]);
  if (failure.value) return <MessageView {...words(failure.value)} />;
  if (!current.session) return <MessageView title={say().connecting()} isQuiet />;
  const props = { state: current, session: current.session, now };
  return (
    <Frame view={view} {...props} isConnected={followed.isConnected}>
      {view === "lobby" && <LobbyView {...props} />}
      {view === "question" && <QuestionView {...props} />}
      {view === "reveal" && <RevealView {...props} />}
      {view === "leaderboard" && <LeaderboardView {...props} />}
      {view === "self" && <SelfView {...props} />}
      {(view === "counting" || view === "thanks" || view === "podium") && <EndView view={view} {...props} />}
      {view === "results" && <ResultsView {...props} />}
    </Frame>
  );
}
