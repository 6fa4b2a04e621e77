import { Receipts } from "../../../../platform/auth/receipts.ts";
import { ANSWER_TYPE } from "../../../../platform/contracts/contracts.ts";
import { answerSchema } from "../../../../services/api/answers/answer-body.ts";

const receipts = new Receipts("0123456789abcdef0123456789abcdef");

test.each([
  ["x", "x".repeat(500)],
  // The longest as JSON; a text must show something.
  ["\u0001", `x${"\u0001".repeat(499)}`],
  ["€", "€".repeat(500)],
  ["🐎", "🐎".repeat(250)],
])("an answer of 500 times %j is accepted with its own receipt", (_letter, text) => {
  const receipt = receipts.sign({
    sessionNo: 2 ** 31 - 1,
    playerNo: 2 ** 31 - 1,
    question: 1000,
    type: ANSWER_TYPE.text,
    bits: 0,
    response: text,
    receivedAt: Date.now(),
    creditMs: 300,
  });
  expect(answerSchema.safeParse({ question: 1000, text, receipt }).success).toBe(true);
});
