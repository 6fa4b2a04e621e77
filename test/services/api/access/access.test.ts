import type { IncomingMessage } from "node:http";
import { Tokens } from "../../../../platform/auth/tokens.ts";
import { Forbidden, InvalidToken, NoToken } from "../../../../platform/errors.ts";
import { type Access, authenticate, authorize } from "../../../../services/api/access/access.ts";

const tokens = new Tokens("0123456789abcdef0123456789abcdef");
const host = { role: "host", name: "ana" } as const;
const player = { role: "player", sessionId: "s", sessionNo: 1, playerNo: 2, nickname: "Bo" } as const;
const screen = { role: "screen", sessionId: "s", sessionNo: 1 } as const;
const identityOf = async (authorization?: string) =>
  authenticate({ headers: { authorization } } as IncomingMessage, tokens, undefined);

test("without a header nobody is authenticated; a valid token names its owner, however Bearer is written", async () => {
  expect(await identityOf()).toBeNull();
  const token = tokens.issueHostToken("ana");
  expect(await identityOf(`Bearer ${token}`)).toEqual(host);
  expect(await identityOf(`bearer  ${token} `)).toEqual(host);
  expect(await identityOf(`Bearer ${tokens.issuePlayerToken(player)}`)).toEqual(player);
});

test.each([
  "",
  "Bearer",
  "Bearer ",
  "Basic YTpi",
  "Bearer a b",
  "Bearer abc",
  "Bearer a.b.c",
])("the header %j is an invalid token", async (header) => {
  await expect(identityOf(header)).rejects.toThrow(InvalidToken);
});

type Case = [Access, typeof host | typeof player | typeof screen | null, string | undefined, unknown];
test.each<Case>([
  ["host", host, undefined, "in"],
  ["host", host, "any", "in"],
  ["host", player, "s", Forbidden],
  ["host", null, undefined, NoToken],
  ["player", player, "s", "in"],
  ["player", player, "other", Forbidden],
  ["player", host, "s", Forbidden],
  ["player", null, "s", NoToken],
  ["anyone", null, "s", "in"],
  ["anyone", host, "s", "in"],
  ["anyone", player, "s", "in"],
  ["anyone", player, undefined, "in"],
  ["anyone", player, "other", Forbidden],
  ["host", screen, "s", Forbidden],
  ["host", screen, undefined, Forbidden],
  ["player", screen, "s", Forbidden],
  ["anyone", screen, "s", "in"],
  ["anyone", screen, "other", Forbidden],
])("a call for %s by %j on session %p", (access, bearer, session, outcome) => {
  const authorized = () => authorize(access, bearer, session);
  if (outcome === "in") expect(authorized).not.toThrow();
  else expect(authorized).toThrow(outcome as typeof Forbidden);
});
