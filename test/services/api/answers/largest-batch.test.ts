import { Buffer } from "node:buffer";
import { FORM, SENDING, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { EnvironmentFaults, readEnvironment } from "../../../../platform/environment.ts";
import { Verdicts } from "../../../../services/answers/verdicts.ts";
import { readAnswer } from "../../../../services/api/answers/answer-body.ts";
import { Sheaf } from "../../../../services/api/answers/answer-columns.ts";

const MOST_ROWS = 2000;
/** The most that a NATS server lets through (k8s/base/nats/nats.conf), less an envelope of some hundred bytes. */
const ROOM = 8_000_000 - 10_000;
/** Six bytes each in JSON, which is more than any other character takes. */
const LONGEST = "\u0001".repeat(500);

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test("a batch has at most so many answers as the next two tests send", () => {
  expect(readEnvironment({ STAMPEDE_BATCH_ROWS: String(MOST_ROWS) }).STAMPEDE_BATCH_ROWS).toBe(MOST_ROWS);
  expect(() => readEnvironment({ STAMPEDE_BATCH_ROWS: String(MOST_ROWS + 1) })).toThrow(EnvironmentFaults);
});

test("the longest texts, each to a session of its own, go through in one message", () => {
  const arrivals = Array.from({ length: MOST_ROWS }, (_, index) => ({
    ...readAnswer({ question: 1000, text: LONGEST }),
    form: FORM.text,
    session: Number.MAX_SAFE_INTEGER - index,
    player: 10_000_000,
    receivedAt: Date.now(),
    sending: SENDING.receipt,
  }));
  expect(bytes({ answers: new Sheaf(arrivals).columns(true) })).toBeLessThan(ROOM);
});

test("the verdicts that other answers of that length stand already go back in one message", () => {
  const verdicts = new Verdicts(MOST_ROWS);
  const told = { elapsedMs: 2_147_483_647, points: 10_000, correct: false };
  for (let index = 0; index < MOST_ROWS; index++)
    verdicts.meet(index, told, { question: 1000, text: LONGEST });
  expect(verdicts.told().others[0]!.status).toBe(VERDICT.changed);
  expect(bytes(verdicts.told())).toBeLessThan(ROOM);
});
