import type { IncomingMessage } from "node:http";
import { Tokens } from "../../../../platform/auth/tokens.ts";
import { Forbidden, InvalidToken, NoToken } from "../../../../platform/errors.ts";
import { type Access, admit, readBearer } from "../../../../services/api/access/access.ts";

const tokens = new Tokens("0123456789abcdef0123456789abcdef");
const host = { role: "host", name: "ana" } as const;
const player = { role: "player", sessionId: "s", sessionNo: 1, playerNo: 2, nickname: "Bo" } as const;
const bearerOf = async (authorization?: string) =>
  readBearer({ headers: { authorization } } as IncomingMessage, tokens, undefined);

test("no header is nobody; a good token is who it names, however Bearer is written", async () => {
  expect(await bearerOf()).toBeNull();
  const token = tokens.host("ana");
  expect(await bearerOf(`Bearer ${token}`)).toEqual(host);
  expect(await bearerOf(`bearer  ${token} `)).toEqual(host);
  expect(await bearerOf(`Bearer ${tokens.player(player)}`)).toEqual(player);
});

test.each([
  "",
  "Bearer",
  "Bearer ",
  "Basic YTpi",
  "Bearer a b",
  "Bearer abc",
  "Bearer a.b.c",
])("the header %j is an invalid token, not nobody", async (header) => {
  await expect(bearerOf(header)).rejects.toThrow(InvalidToken);
});

type Case = [Access, typeof host | typeof player | null, string | undefined, unknown];
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
])("a call for %s by %j on session %p", (access, bearer, session, outcome) => {
  const admitted = () => admit(access, bearer, session);
  if (outcome === "in") expect(admitted).not.toThrow();
  else expect(admitted).toThrow(outcome as typeof Forbidden);
});
