import {
  ANSWER_TYPE,
  type AnswerColumns,
  type AnswerVerdicts,
  DELIVERY,
  VERDICT,
} from "../../../platform/contracts/contracts.ts";
import { OPENED } from "../sessions/session-on-database.ts";

/** An answer: only what matters to a test. */
export interface Sent {
  session: number;
  question: number;
  player?: number;
  choice?: number;
  choices?: number;
  value?: number;
  text?: string;
  receivedAt?: number;
  creditMs?: number;
}

/** Answers as a gateway sends them: consecutive answers to the same question share their columns. */
export function columnsOf(...answers: Sent[]): AnswerColumns[] {
  const typeOf = ({ choice, choices, value }: Sent) => {
    if (choice !== undefined) return ANSWER_TYPE.choice;
    if (choices !== undefined) return ANSWER_TYPE.choices;
    return value === undefined ? ANSWER_TYPE.text : ANSWER_TYPE.value;
  };
  const all: AnswerColumns[] = [];
  for (const sent of answers) {
    const { session, question, player = 1, receivedAt = OPENED + 1000, value, text } = sent;
    const type = typeOf(sent);
    const last = all.at(-1);
    const fits = last?.session === session && last.question === question && last.type === type;
    const empty = { player: [], offsetMs: [], bits: [], response: [] };
    const columns: AnswerColumns = fits
      ? last
      : { session, question, type, delivery: DELIVERY.first, baseTime: receivedAt, ...empty };
    if (!fits) all.push(columns);
    columns.player.push(player);
    columns.offsetMs.push(receivedAt - columns.baseTime);
    if (sent.creditMs !== undefined) columns.creditMs ??= [];
    columns.creditMs?.push(sent.creditMs ?? 0);
    if (type === ANSWER_TYPE.choice || type === ANSWER_TYPE.choices)
      columns.bits.push(sent.choice ?? sent.choices ?? 0);
    else columns.response.push(text ?? String(value));
  }
  return all;
}

/** Verdicts with full columns for the optional parts. */
export function withFullColumns({ notAccepted, ...columns }: AnswerVerdicts) {
  const all = columns.points.map((_, index) => notAccepted.find((other) => other.index === index));
  return {
    ...columns,
    status: all.map((other) => other?.status ?? VERDICT.accepted),
    existing: all.map((other) => other?.existing ?? null),
    fieldErrors: all.map((other) => other?.fieldError ?? null),
  };
}
