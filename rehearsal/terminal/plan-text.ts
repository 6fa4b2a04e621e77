import { number } from "../figures/verdict.ts";
import type { Options } from "../options.ts";
import { clockText } from "./progress.ts";

/** What a rehearsal is about to do, in a few lines. */
export function planText(options: Options): string {
  const { players, url, code, quiz, joinSeconds, minutes, keep, seed } = options;
  const rate = joinSeconds === 0 ? "all at once" : `over ${number(joinSeconds)} s`;
  return [
    `${number(players)} players join ${rate} at ${url ?? "a server of its own on this machine"}.`,
    code === undefined ? ownSession(options) : `They play the session ${code}, which somebody else leads.`,
    ...(url !== undefined && code === undefined
      ? [
          keep
            ? "The session stays."
            : `The session${quiz === undefined ? " and the quiz are" : " is"} deleted afterwards.`,
        ]
      : []),
    `It ends after ${number(minutes)} minutes at the latest. Seed ${seed}. Ctrl-C ends it.`,
  ].join("\n");
}

function ownSession({ quiz, questions, seconds, gapSeconds, pace }: Options): string {
  if (quiz !== undefined) return `They play the quiz ${quiz} in pace ${pace}.`;
  const total = questions * (pace === "self" ? seconds : seconds + gapSeconds);
  return `They play ${number(questions)} questions of ${number(seconds)} s in pace ${pace}: about ${clockText(total)} minutes.`;
}
