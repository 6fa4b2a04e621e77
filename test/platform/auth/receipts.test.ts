import { type ReceiptClaims, Receipts } from "../../../platform/auth/receipts.ts";
import { Tokens } from "../../../platform/auth/tokens.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2031, 3, 1, 12);
const ANSWER: ReceiptClaims = {
  sessionNo: 1,
  playerNo: 7,
  question: 2,
  type: 3,
  bits: 0,
  response: 'Bern "🐎"\\',
  receivedAt: NOW - 5,
  creditMs: 0,
};

const receipts = new Receipts(SECRET);

test("a receipt has the signed claims, on every node with the same secret", () => {
  const receipt = receipts.sign(ANSWER, NOW);
  expect(receipts.verify(receipt, NOW)).toEqual(ANSWER);
  expect(new Receipts(SECRET).verify(receipt, NOW)).toEqual(ANSWER);
  const choice = { ...ANSWER, type: 1, bits: 2 ** 19, response: null };
  expect(receipts.verify(receipts.sign(choice, NOW), NOW)).toEqual(choice);
});

test("a receipt keeps its answer's credit; one of the release before has none", () => {
  const credited = { ...ANSWER, creditMs: 300 };
  expect(receipts.verify(receipts.sign(credited, NOW), NOW)).toEqual(credited);
  const claimsOf = (receipt: string) =>
    JSON.parse(Buffer.from(receipt.split(".")[1]!, "base64url").toString()).a as unknown[];
  // As before there were credits.
  expect(claimsOf(receipts.sign(ANSWER, NOW))).toEqual(
    [ANSWER].map((a) => [a.sessionNo, a.playerNo, a.question, a.type, a.bits, a.response, a.receivedAt])[0],
  );
});

test("a receipt is valid as long as its player's token may be, whichever keys are used later", () => {
  const receipt = receipts.sign(ANSWER, NOW);
  for (const days of [1, 3, 30, 5 * 366 + 30]) {
    receipts.sign(ANSWER, NOW + days * DAY_MS);
    expect(receipts.verify(receipt, NOW + days * DAY_MS)).toEqual(ANSWER);
  }
  expect(receipts.verify(receipt, NOW + (5 * 366 + 33) * DAY_MS)).toBeNull();
  expect(receipts.verify(receipt, NOW - DAY_MS)).toBeNull();
});

test("before midnight a node accepts the receipt of a node whose clock is past midnight", () => {
  const midnight = Date.UTC(2031, 3, 2);
  const receipt = receipts.sign(ANSWER, midnight + 100);
  expect(receipts.verify(receipt, midnight - 2000)).toEqual(ANSWER);
});

const backdated = (receipt: string) => {
  const [head, body, signature] = receipt.split(".");
  const json = Buffer.from(body!, "base64url")
    .toString()
    .replace(`${ANSWER.receivedAt}`, `${ANSWER.receivedAt - 9}`);
  return `${head}.${Buffer.from(json).toString("base64url")}.${signature}`;
};

test.each<[string, () => string]>([
  ["with another secret", () => new Receipts("f".repeat(32)).sign(ANSWER, NOW)],
  ["with an earlier arrival", () => backdated(receipts.sign(ANSWER, NOW))],
  ["without its signature", () => receipts.sign(ANSWER, NOW).replace(/[^.]*$/, "")],
  [
    "that is a player's token",
    () => new Tokens(SECRET).issuePlayerToken({ sessionId: "s", sessionNo: 1, playerNo: 7, nickname: "Bo" }),
  ],
  ["that is no token", () => "abc"],
  ["that is empty", () => ""],
])("a receipt %s is invalid", (_name, forge) => {
  expect(receipts.verify(forge(), NOW)).toBeNull();
});

test("a receipt is not valid as a token", () => {
  expect(() => new Tokens(SECRET).verify(receipts.sign(ANSWER))).toThrow();
});

test("the receipt for the longest typed answer fits into the next request", () => {
  for (const character of ["x", "\u0001", "€", "🐎"]) {
    const response = character.repeat(500 / character.length);
    const receipt = receipts.sign(
      { ...ANSWER, response, sessionNo: 2 ** 31 - 1, playerNo: 2 ** 31 - 1 },
      NOW,
    );
    const body = JSON.stringify({ question: 1000, text: response, receipt });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(8 * 1024);
  }
});
