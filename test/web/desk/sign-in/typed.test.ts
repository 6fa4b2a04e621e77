import { Tokens } from "../../../../platform/auth/tokens.ts";
import { readTyped } from "../../../../web/desk/sign-in/typed.ts";

const tokens = new Tokens("a secret of the test, at least 32 characters long");
const code = tokens.issueSignInCode("Zoë");
const token = tokens.issueHostToken("Zoë");

test.each([
  ["a link", `http://localhost:3000/desk#sign-in=${code}`],
  ["a code alone", code],
  [
    "a link in a line of the terminal",
    `  http://localhost:3000/desk#sign-in=${code}\n  The link signs you in once`,
  ],
  ["a link that the terminal has broken", `http://x/desk#sign-in=${code.slice(0, 80)}\n  ${code.slice(80)}`],
])("reads %s", (_name, text) => {
  expect(readTyped(text)).toEqual({ kind: "code", code });
});

test("reads a host's token, whose it is and until when, also from the line that the server prints", () => {
  const expected = { kind: "token", token, name: "Zoë", expiresAt: expect.any(Number) };
  for (const text of [token, `export TOKEN=${token}`, `Bearer ${token}`]) {
    expect(readTyped(text)).toEqual(expected);
  }
});

test("the token of a player is no host's, and other text is nothing", () => {
  const player = { role: "player", sessionId: "s", sessionNo: 1, playerNo: 1, nickname: "Bo" } as const;
  expect(readTyped(tokens.issuePlayerToken(player))).toEqual({ kind: "notHost" });
  for (const text of [
    "hello",
    "https://example.org/",
    `${"x".repeat(50)}.${"x".repeat(50)}.${"x".repeat(43)}`,
  ]) {
    expect(readTyped(text)).toEqual({ kind: "unreadable" });
  }
  expect(readTyped(" \n")).toEqual({ kind: "empty" });
});
