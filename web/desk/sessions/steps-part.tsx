import { useState } from "preact/hooks";
import { isApiError } from "../../../client/src/errors.ts";
import { Button } from "../../ui/button.tsx";
import { DeskIcon, type DeskIconName } from "../shell/desk-icon.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { useShortcuts } from "../shell/shortcuts.ts";
import { Countdown } from "./countdown.tsx";
import { EndDialog } from "./end-dialog.tsx";
import type { PartProps } from "./part.ts";
import styles from "./run.module.css";
import { showTime } from "./show-time.ts";
import { offerAt, type StepName, whereItStands } from "./steps.ts";
import { say } from "./text.ts";
import { useNow } from "./use-now.ts";

const KEYS: Partial<Record<StepName, string>> = { next: "n", close: "c", pause: "p", resume: "p" };
const ICONS: Record<StepName, DeskIconName> = {
  open: "play",
  next: "next",
  close: "check",
  pause: "pause",
  resume: "play",
  end: "stop",
};
const EXTENSIONS_S = [10, 30] as const;

/** The host's steps, as large buttons with keys. What they offer follows from the server's state alone. */
export function StepsPart({ live, state }: PartProps) {
  const now = useNow(live);
  const offer = offerAt(state, now);
  const words = say().run;
  const [underway, setUnderway] = useState(false);
  const [problem, setProblem] = useState<{ error: unknown; retry: () => void } | undefined>(undefined);
  const [asksEnd, setAsksEnd] = useState(false);
  const { session } = live;

  const run = async (step: () => Promise<unknown>) => {
    if (underway) return;
    setUnderway(true);
    setProblem(undefined);
    try {
      await step();
    } catch (error) {
      if (isApiError(error, "WRONG_STATE")) {
        const newest = session.state ?? state;
        const { kind, no } = whereItStands(newest, live.follower.clock.now());
        notify(words.faster[kind]({ no }));
      } else setProblem({ error, retry: () => void run(step) });
    } finally {
      live.refresh();
      setUnderway(false);
    }
  };
  const take = (name: StepName) => {
    if (name === "end" && offer.confirmsEnd) return setAsksEnd(true);
    void run(() => session[name]());
  };
  const extend = (seconds: number) => run(() => session.extend(1000 * seconds));
  const lock = () => run(() => session.change({ locked: !state.locked }));
  const label = (name: StepName): string => {
    if (name === "open") return words.step.open[state.pace]();
    if (name === "next") return words.step.next({ no: offer.nextNo ?? 0 });
    if (name === "close") return words.step.close({ no: state.question?.no ?? 0 });
    if (name === "pause") return offer.stage === "between" ? words.step.pauseNow() : words.step.pause();
    return words.step[name]();
  };
  const steps = [...(offer.primary ? [offer.primary] : []), ...offer.others];
  const keyed = steps.flatMap((name) => {
    const keys = [...(KEYS[name] ? [KEYS[name]] : []), ...(name === offer.primary ? [" "] : [])];
    return keys.map((key) => ({ keys: key, label: label(name), run: () => take(name), disabled: underway }));
  });
  useShortcuts([
    ...keyed,
    {
      keys: "e",
      label: words.step.extendLong({ seconds: 10 }),
      run: () => void extend(10),
      disabled: !offer.mayExtend || underway,
    },
    {
      keys: "shift+e",
      label: words.step.extendLong({ seconds: 30 }),
      run: () => void extend(30),
      disabled: !offer.mayExtend || underway,
    },
    {
      keys: "l",
      label: state.locked ? words.step.unlock() : words.step.lock(),
      run: () => void lock(),
      disabled: underway,
    },
  ]);
  const isPaused = state.pausedAt !== undefined;
  const stage =
    state.pace === "self" && state.state === "open"
      ? "open"
      : isPaused && offer.stage === "between"
        ? "paused"
        : offer.stage;
  const button = (name: StepName) => (
    <Button
      key={name}
      large={name === offer.primary}
      look={name === offer.primary ? "primary" : name === "end" ? "danger" : "normal"}
      disabled={underway}
      aria-keyshortcuts={KEYS[name]?.toUpperCase()}
      onClick={() => take(name)}
    >
      <DeskIcon name={ICONS[name]} />
      {label(name)}
      {KEYS[name] && <kbd class={styles.key}>{KEYS[name]?.toUpperCase()}</kbd>}
    </Button>
  );
  return (
    <section class={styles.steps} aria-label={words.steps()}>
      <div class={styles.stage}>
        <strong class={`${styles.badge} ${styles[stage]}`}>{words.state[stage]()}</strong>
        <Countdown live={live} state={state} />
        {state.state === "lobby" && state.opensAt && (
          <span>{words.opensAt({ time: showTime(state.opensAt) })}</span>
        )}
        {state.state === "open" && state.closesAt && (
          <span>{words.closesAt({ time: showTime(state.closesAt) })}</span>
        )}
      </div>
      <div class={styles.buttons} aria-busy={underway}>
        {steps.filter((name) => name !== "end" || name === offer.primary).map(button)}
        {offer.mayExtend &&
          EXTENSIONS_S.map((seconds) => (
            <Button key={seconds} disabled={underway} onClick={() => void extend(seconds)}>
              <span class="visually-hidden">{words.step.extendLong({ seconds })}</span>
              <span aria-hidden="true">{words.step.extend({ seconds })}</span>
              {seconds === 10 && <kbd class={styles.key}>E</kbd>}
            </Button>
          ))}
        <Button look="quiet" disabled={underway} onClick={() => void lock()}>
          <DeskIcon name="lock" />
          {state.locked ? words.step.unlock() : words.step.lock()}
          <kbd class={styles.key}>L</kbd>
        </Button>
        {steps.includes("end") && offer.primary !== "end" && button("end")}
      </div>
      {problem && <ProblemNote error={problem.error} retry={problem.retry} />}
      {asksEnd && (
        <EndDialog
          state={state}
          onClose={() => setAsksEnd(false)}
          onEnd={() => {
            setAsksEnd(false);
            void run(() => session.end());
          }}
        />
      )}
    </section>
  );
}
