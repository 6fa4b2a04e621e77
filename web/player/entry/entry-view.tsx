import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { joinSession, type Player, returnToSession } from "../../../client/src/player.ts";
import { announce } from "../../ui/announcer.tsx";
import { codeAt } from "../address.ts";
import { keptGames, leftCode } from "../kept-games.ts";
import { say } from "../text.ts";
import { EntryForm } from "./entry-form.tsx";
import { type EntryProblem, problemOf, problemOfTyped, type Typed } from "./entry-problem.ts";
import { patientDevice, type Waiting } from "./patient-device.ts";

interface EntryViewProps {
  onIn: (player: Player, code: string) => void;
  /** Back to the game that was left. */
  onResume: (code: string) => void;
}

/** Joins, or comes back by number and PIN. */
export function EntryView({ onIn, onResume }: EntryViewProps) {
  const mode = useSignal<"join" | "return">("join");
  const problem = useSignal<EntryProblem | undefined>(undefined);
  const isBusy = useSignal(false);
  const waiting = useSignal<Waiting | undefined>(undefined);
  const holder = useRef<HTMLDivElement>(null);

  const enter = async (typed: Typed) => {
    problem.value = problemOfTyped(typed);
    if (problem.value) return;
    isBusy.value = true;
    const device = patientDevice((why) => {
      waiting.value = why;
    });
    const { code, nickname = "", playerNo = "", pin = "" } = typed;
    const options = { baseUrl: "", code, storage: keptGames(), device };
    try {
      const player =
        mode.value === "join"
          ? await joinSession({ ...options, nickname })
          : await returnToSession({
              ...options,
              playerNo: Number(playerNo.replace(/\D/g, "")),
              pin: pin.trim(),
            });
      onIn(player, code);
    } catch (error) {
      problem.value = problemOf(error, mode.value === "return");
    }
    isBusy.value = false;
    waiting.value = undefined;
  };

  // The field at fault is where to go on.
  useEffect(() => {
    if (!problem.value) return;
    const { field, message } = problem.value;
    if (field === "form") announce(say().entry[message](), "assertive");
    else holder.current?.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus();
  }, [problem.value]);

  const left = leftCode();
  return (
    <div ref={holder}>
      <EntryForm
        mode={mode.value}
        initial={{ code: codeAt(location.pathname) }}
        problem={problem.value}
        isBusy={isBusy.value}
        waiting={waiting.value}
        resumable={left}
        onSubmit={(typed) => void enter(typed)}
        onMode={(newMode) => {
          problem.value = undefined;
          mode.value = newMode;
        }}
        onResume={() => left && onResume(left)}
      />
    </div>
  );
}
