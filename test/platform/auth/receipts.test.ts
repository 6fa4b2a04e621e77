import { type Receipted, Receipts } from "../../../platform/auth/receipts.ts";
import { Tokens } from "../../../platform/auth/tokens.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2031, 3, 1, 12);
const ANSWER: Receipted = {
  sessionNo: 1,
  playerNo: 7,
  question: 2,
  form: 3,
  bits: 0,
  response: 'Bern "🐎"\\',
  receivedAt: NOW - 5,
};

const here = new Receipts(SECRET);

test("a receipt says what it was given, on every node of the same secret", () => {
  const receipt = here.sign(ANSWER, NOW);
  expect(here.read(receipt, NOW)).toEqual(ANSWER);
  expect(new Receipts(SECRET).read(receipt, NOW)).toEqual(ANSWER);
  const chosen = { ...ANSWER, form: 1, bits: 2 ** 19, response: null };
  expect(here.read(here.sign(chosen, NOW), NOW)).toEqual(chosen);
});

test("it is read for as long as its player's token is good, whichever keys are in use by then", () => {
  const receipt = here.sign(ANSWER, NOW);
  for (const days of [1, 3, 30]) {
    here.sign(ANSWER, NOW + days * DAY_MS);
    expect(here.read(receipt, NOW + days * DAY_MS)).toEqual(ANSWER);
  }
  expect(here.read(receipt, NOW + 33 * DAY_MS)).toBeNull();
  expect(here.read(receipt, NOW - DAY_MS)).toBeNull();
});

test("a node whose clock has not come to midnight yet reads what one signed whose clock has", () => {
  const midnight = Date.UTC(2031, 3, 2);
  const receipt = here.sign(ANSWER, midnight + 100);
  expect(here.read(receipt, midnight - 2000)).toEqual(ANSWER);
});

const changed = (receipt: string) => {
  const [head, body, signature] = receipt.split(".");
  const said = Buffer.from(body!, "base64url")
    .toString()
    .replace(`${ANSWER.receivedAt}`, `${ANSWER.receivedAt - 9}`);
  return `${head}.${Buffer.from(said).toString("base64url")}.${signature}`;
};

test.each<[string, () => string]>([
  ["of another secret", () => new Receipts("f".repeat(32)).sign(ANSWER, NOW)],
  ["with an earlier arrival written into it", () => changed(here.sign(ANSWER, NOW))],
  ["without its signature", () => here.sign(ANSWER, NOW).replace(/[^.]*$/, "")],
  [
    "that is a player's token",
    () => new Tokens(SECRET).player({ sessionId: "s", sessionNo: 1, playerNo: 7, nickname: "Bo" }),
  ],
  ["that is nothing of the kind", () => "abc"],
  ["that is nothing", () => ""],
])("one %s is none", (_what, forge) => {
  expect(here.read(forge(), NOW)).toBeNull();
});

test("a receipt is no token", () => {
  expect(() => new Tokens(SECRET).read(here.sign(ANSWER))).toThrow();
});

test("the longest answer that a player may type has a receipt that fits into their next request", () => {
  for (const letter of ["x", "\u0001", "€", "🐎"]) {
    const response = letter.repeat(500 / letter.length);
    const receipt = here.sign({ ...ANSWER, response, sessionNo: 2 ** 31 - 1, playerNo: 2 ** 31 - 1 }, NOW);
    const body = JSON.stringify({ question: 1000, text: response, receipt });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(8 * 1024);
  }
});
