import { useEffect, useState } from "preact/hooks";
import type { HostedSession } from "../../../client/src/types.ts";
import { botsOf, hasBots } from "../bots/bots.ts";
import { BotsPart } from "../bots/bots-part.tsx";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { Loading } from "../shell/loaded-view.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { ConnectionNote } from "./connection-note.tsx";
import { EndedPart } from "./ended-part.tsx";
import { JoinPart } from "./join-part.tsx";
import { holdSession, type LiveSession } from "./live-session.ts";
import { LobbyPart } from "./lobby-part.tsx";
import { NextPart } from "./next-part.tsx";
import { PastPart } from "./past-part.tsx";
import { ProgrammePart } from "./programme-part.tsx";
import { ProgressPart } from "./progress-part.tsx";
import { QuestionPart } from "./question-part.tsx";
import { loadQuestions } from "./questions-loader.ts";
import { RosterPart } from "./roster-part.tsx";
import styles from "./run.module.css";
import { SessionActions } from "./session-actions.tsx";
import { StepsPart } from "./steps-part.tsx";
import { say } from "./text.ts";

/** A session while its host leads it. All that it shows comes from the server, so any number of desks agree. */
export function RunView({ id }: { id: string }) {
  const [live, setLive] = useState<LiveSession | undefined>(undefined);
  useEffect(() => {
    const held = holdSession(id);
    setLive(held.live);
    if (hasBots(id)) botsOf(id);
    return held.release;
  }, [id]);
  const state = live?.state.value;
  const words = say().run;
  return (
    <DeskView
      wide
      title={state?.title ?? words.loading()}
      lead={state && <Facts state={state} />}
      actions={live && state && <SessionActions live={live} state={state} />}
    >
      {live?.failure.value !== undefined && <ProblemNote error={live.failure.value} />}
      {!state && live?.failure.value === undefined && <Loading />}
      {live && state && <Cockpit live={live} state={state} />}
    </DeskView>
  );
}

function Facts({ state }: { state: HostedSession }) {
  return (
    <span class={styles.facts}>
      <span>{say().pace[state.pace].name()}</span>
      <span class="figures">{say().run.players({ n: state.players })}</span>
      <span class={styles.codeFact}>{state.code}</span>
    </span>
  );
}

function Cockpit({ live, state }: { live: LiveSession; state: HostedSession }) {
  const loaded = useLoaded(() => loadQuestions(live.session, state), [live, state.version]);
  const questions = loaded.value ?? [];
  const part = { live, state, questions };
  const isLobby = state.state === "lobby";
  const isEnded = state.state === "ended";
  return (
    <>
      <ConnectionNote live={live} />
      <div class={styles.columns}>
        <div class={styles.main}>
          {isEnded ? <EndedPart {...part} /> : <StepsPart {...part} />}
          {isLobby && <LobbyPart live={live} state={state} />}
          {state.state === "open" && state.pace !== "self" && <QuestionPart {...part} />}
          {state.pace === "self" && !isLobby && <ProgressPart {...part} />}
          {state.pace === "auto" && !isEnded && <ProgrammePart {...part} />}
          {state.pace !== "self" && !isLobby && <PastPart {...part} />}
          {isLobby && <BotsPart id={state.id} isLobby />}
        </div>
        <div class={styles.side}>
          {isLobby && <JoinPart live={live} state={state} />}
          {!isEnded && state.pace === "host" && <NextPart {...part} />}
          {state.state === "open" && <JoinPart live={live} state={state} />}
          <RosterPart live={live} state={state} />
          {state.state === "open" && <BotsPart id={state.id} isLobby={false} />}
        </div>
      </div>
    </>
  );
}
