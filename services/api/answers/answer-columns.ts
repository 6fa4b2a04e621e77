import {
  type AnswerColumns,
  type AnswerVerdicts,
  SENDING,
  VERDICT,
} from "../../../platform/contracts/contracts.ts";
import type { Arrival, Verdict } from "./answer-batcher.ts";

/** Answers bound together by what they have in common. */
export class Sheaf {
  readonly #columns: AnswerColumns[] = [];
  /** For each of the columns, and each answer in them, which of the arrivals it was. */
  readonly #places: number[][] = [];
  readonly #length: number;

  constructor(arrivals: readonly Arrival[]) {
    this.#length = arrivals.length;
    const known = new Map<string, number>();
    let at = -1;
    arrivals.forEach((arrival, place) => {
      if (!fits(this.#columns[at], arrival)) {
        const { session, question, form, sending } = arrival;
        at = known.getOrInsertComputed(`${session}/${question}/${form}/${sending}`, () =>
          this.#begin(arrival),
        );
      }
      const columns = this.#columns[at]!;
      columns.player.push(arrival.player);
      columns.laterMs.push(arrival.receivedAt - columns.since);
      if (arrival.response === null) columns.bits.push(arrival.bits);
      else columns.response.push(arrival.response);
      this.#places[at]!.push(place);
    });
  }

  #begin({ session, question, form, sending, receivedAt }: Arrival): number {
    const empty = { player: [], laterMs: [], bits: [], response: [] };
    this.#places.push([]);
    return this.#columns.push({ session, question, form, sending, since: receivedAt, ...empty }) - 1;
  }

  /** @param again whether they have been sent before, to nobody knows what end */
  columns(again: boolean): AnswerColumns[] {
    if (!again) return this.#columns;
    return this.#columns.map((columns) =>
      columns.sending === SENDING.first ? { ...columns, sending: SENDING.again } : columns,
    );
  }

  /** To each arrival its own. @throws Error where they are not one each */
  verdicts({ elapsedMs, points, correct, others }: AnswerVerdicts): Verdict[] {
    if (elapsedMs.length !== this.#length) throw new Error("A batch came back with another length.");
    const verdicts = new Array<Verdict>(this.#length);
    const places = this.#places.flat();
    places.forEach((place, index) => {
      verdicts[place] = {
        status: VERDICT.accepted,
        elapsedMs: elapsedMs[index]!,
        points: points[index]!,
        correct: correct[index] ?? null,
        standing: null,
        faults: null,
      };
    });
    for (const { index, status, standing = null, fault = null } of others) {
      Object.assign(verdicts[places[index]!]!, { status, standing, faults: fault });
    }
    return verdicts;
  }
}

function fits(columns: AnswerColumns | undefined, { session, question, form, sending }: Arrival): boolean {
  return (
    columns !== undefined &&
    columns.session === session &&
    columns.question === question &&
    columns.form === form &&
    columns.sending === sending
  );
}
