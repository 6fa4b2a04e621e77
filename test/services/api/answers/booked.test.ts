import type { Entry } from "../../../../platform/domain/answer-outcomes.ts";
import * as errors from "../../../../platform/errors.ts";
import type { Books } from "../../../../services/api/answers/answer-ledger.ts";
import { booked } from "../../../../services/api/answers/booked.ts";
import { json } from "../../../../services/api/http/request-context.ts";
import { sessionRecord } from "../../../harness/session-record.ts";

const GOOD = '{"question":2,"choice":1}';

/** Takes a body whose answer ends in `outcome`, and answers what was entered in the books. */
async function entered(body: string, outcome: number | Error = 201): Promise<[number, number, Entry][]> {
  const entries: [number, number, Entry][] = [];
  const books = { count: (...entry: [number, number, Entry]) => entries.push(entry) } as unknown as Books;
  const take = async () => {
    if (outcome instanceof Error) throw outcome;
    return json(outcome, {});
  };
  const taken = (async () =>
    booked(books, sessionRecord({ no: 5, questions: 3 }), Buffer.from(body), take))();
  if (outcome instanceof Error) await expect(taken).rejects.toBe(outcome);
  else await taken.catch(() => {});
  return entries;
}

test.each<[Entry, number | Error]>([
  ["accepted", 201],
  ["repeated", 200],
  ["changed", new errors.AlreadyAnswered({})],
  ["early", new errors.QuestionClosed("not-open")],
  ["late", new errors.QuestionClosed("closed")],
  ["late", new errors.SessionEnded()],
  ["invalid", new errors.ValidationError([])],
  ["putOff", new errors.PutOff("receipt")],
  ["putOff", new Error("a bug")],
])("an answer is entered once, as %s (%#)", async (entry, outcome) => {
  expect(await entered(GOOD, outcome)).toEqual([[5, 2, entry]]);
});

test.each([
  ["{", 0],
  ["null", 0],
  ['{"question":2}', 2],
  ['{"question":4,"choice":9999}', 0],
  ['{"question":"2","choice":1}', 0],
  ['{"question":0,"choice":1}', 0],
])("the malformed body %s is entered as invalid under question %i", async (body, question) => {
  expect(await entered(body)).toEqual([[5, question, "invalid"]]);
});
