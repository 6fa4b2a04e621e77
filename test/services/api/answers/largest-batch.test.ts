import { Buffer } from "node:buffer";
import { ANSWER_TYPE, DELIVERY, VERDICT } from "../../../../platform/contracts/contracts.ts";
import { EnvironmentError, readEnvironment } from "../../../../platform/environment.ts";
import { Verdicts } from "../../../../services/answers/verdicts.ts";
import { parseAnswer } from "../../../../services/api/answers/answer-body.ts";
import { AnswerColumnsBuilder } from "../../../../services/api/answers/answer-columns.ts";

const MAX_ROWS = 2000;
/** `max_payload` of the NATS server (k8s/base/nats/nats.conf), less an envelope of some hundred bytes. */
const MAX_MESSAGE_BYTES = 8_000_000 - 10_000;
/** Each character but the first takes six bytes in JSON, more than any other; without the first it would be blank. */
const MAX_TEXT = `x${"\u0001".repeat(499)}`;

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test("a batch has at most as many answers as the next two tests send", () => {
  expect(readEnvironment({ STAMPEDE_BATCH_ROWS: String(MAX_ROWS) }).STAMPEDE_BATCH_ROWS).toBe(MAX_ROWS);
  expect(() => readEnvironment({ STAMPEDE_BATCH_ROWS: String(MAX_ROWS + 1) })).toThrow(EnvironmentError);
});

test("a batch of the longest texts, each for a session of its own, fits into one message", () => {
  const answers = Array.from({ length: MAX_ROWS }, (_, index) => ({
    ...parseAnswer({ question: 1000, text: MAX_TEXT }),
    type: ANSWER_TYPE.text,
    session: Number.MAX_SAFE_INTEGER - index,
    player: 10_000_000,
    receivedAt: Date.now(),
    creditMs: 300,
    delivery: DELIVERY.receipt,
  }));
  expect(bytes({ answers: new AnswerColumnsBuilder(answers).columns(true) })).toBeLessThan(MAX_MESSAGE_BYTES);
});

test("the verdicts that other answers of that length exist fit into one message", () => {
  const verdicts = new Verdicts(MAX_ROWS);
  const existing = { elapsedMs: 2_147_483_647, points: 10_000, correct: false };
  for (let index = 0; index < MAX_ROWS; index++)
    verdicts.duplicate(index, existing, { question: 1000, text: MAX_TEXT });
  expect(verdicts.toColumns().notAccepted[0]!.status).toBe(VERDICT.changed);
  expect(bytes(verdicts.toColumns())).toBeLessThan(MAX_MESSAGE_BYTES);
});
