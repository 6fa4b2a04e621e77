import {
  type AnswerColumns,
  type AnswerVerdicts,
  FORM,
  SENDING,
  VERDICT,
} from "../../../platform/contracts/contracts.ts";
import { OPENED } from "../sessions/session-on-database.ts";

/** An answer, as far as a test minds it. */
export interface Sent {
  session: number;
  question: number;
  player?: number;
  choice?: number;
  choices?: number;
  value?: number;
  text?: string;
  receivedAt?: number;
}

/** Answers as a gateway sends them: neighbours that have all in common stand in the same columns. */
export function columnsOf(...answers: Sent[]): AnswerColumns[] {
  const formOf = ({ choice, choices, value }: Sent) => {
    if (choice !== undefined) return FORM.choice;
    if (choices !== undefined) return FORM.choices;
    return value === undefined ? FORM.text : FORM.value;
  };
  const all: AnswerColumns[] = [];
  for (const sent of answers) {
    const { session, question, player = 1, receivedAt = OPENED + 1000, value, text } = sent;
    const form = formOf(sent);
    const last = all.at(-1);
    const fits = last?.session === session && last.question === question && last.form === form;
    const empty = { player: [], laterMs: [], bits: [], response: [] };
    const columns = fits
      ? last
      : { session, question, form, sending: SENDING.first, since: receivedAt, ...empty };
    if (!fits) all.push(columns);
    columns.player.push(player);
    columns.laterMs.push(receivedAt - columns.since);
    if (form === FORM.choice || form === FORM.choices) columns.bits.push(sent.choice ?? sent.choices ?? 0);
    else columns.response.push(text ?? String(value));
  }
  return all;
}

/** Verdicts with a column for what only some have. */
export function whole({ others, ...columns }: AnswerVerdicts) {
  const all = columns.points.map((_, index) => others.find((other) => other.index === index));
  return {
    ...columns,
    status: all.map((other) => other?.status ?? VERDICT.accepted),
    standing: all.map((other) => other?.standing ?? null),
    faults: all.map((other) => other?.fault ?? null),
  };
}
