import { Receipts } from "../../../../platform/auth/receipts.ts";
import { ANSWER_TYPE } from "../../../../platform/contracts/contracts.ts";
import { answerSchema } from "../../../../services/api/answers/answer-body.ts";

const receipts = new Receipts("0123456789abcdef0123456789abcdef");

test.each([
  "x",
  "x\u0001\u0001\u0001",
  "€",
  "🐎",
])("an answer of 500 times %j is accepted with its own receipt", (letter) => {
  const text = letter.repeat(500 / letter.length);
  const receipt = receipts.sign({
    sessionNo: 2 ** 31 - 1,
    playerNo: 2 ** 31 - 1,
    question: 1000,
    type: ANSWER_TYPE.text,
    bits: 0,
    response: text,
    receivedAt: Date.now(),
  });
  expect(answerSchema.safeParse({ question: 1000, text, receipt }).success).toBe(true);
});
