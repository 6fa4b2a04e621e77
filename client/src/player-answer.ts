import { deferred } from "./deferred.ts";
import type { ApiError } from "./errors.ts";
import type { AnswerFields, Verdict } from "./types.ts";

/** `kept`: the server could not store the answer yet, but gave a receipt that proves when it arrived. */
export type AnswerState = "sending" | "kept" | "counted" | "refused";

/** What changes in an answer on its way. */
export interface AnswerChanges {
  state: AnswerState;
  verdict?: Verdict | undefined;
  refusal?: ApiError | undefined;
  standing?: AnswerFields | undefined;
}

/** One answer of this player: on its way, or with its verdict. */
export class PlayerAnswer {
  readonly question: number;
  readonly fields: AnswerFields;
  readonly state: AnswerState = "sending";
  /** The verdict on one that is counted. `points` and `correct` come when the player may know them. */
  readonly verdict: Verdict | undefined;
  /** Why it was refused. */
  readonly refusal: ApiError | undefined;
  /** If it was refused because another answer counts: that one. */
  readonly standing: AnswerFields | undefined;
  /** Resolves once it is counted or refused, or with the state that it has when the player is closed. It never rejects. */
  readonly settled: Promise<PlayerAnswer>;
  readonly #settled = deferred<PlayerAnswer>();

  constructor(question: number, fields: AnswerFields) {
    this.question = question;
    this.fields = fields;
    this.settled = this.#settled.promise;
  }

  /** Whether there is no verdict yet. */
  get isPending(): boolean {
    return this.state === "sending" || this.state === "kept";
  }

  /** @internal */
  change(changes: AnswerChanges): void {
    Object.assign(this, changes);
    if (!this.isPending) this.settle();
  }

  /** @internal Resolves `settled`. */
  settle(): void {
    this.#settled.resolve(this);
  }
}

/** Another answer of the player to this question is on its way or counts already. Nothing was sent. */
export class AnswerStands extends Error {
  readonly answer: PlayerAnswer;

  constructor(answer: PlayerAnswer) {
    super(`Question ${answer.question} has another answer already.`);
    this.name = "AnswerStands";
    this.answer = answer;
  }
}

/** Whether two answers are the same as they are sent. The order of choices does not matter. */
export function isSameAnswer(one: AnswerFields, other: AnswerFields): boolean {
  return canonical(one) === canonical(other);
}

const canonical = ({ choice, choices, value, text }: AnswerFields) =>
  JSON.stringify([
    choice,
    Array.isArray(choices) ? [...choices].sort((a, b) => a - b) : choices,
    value,
    text,
  ]);
