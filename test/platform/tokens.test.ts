import { createHmac } from "node:crypto";
import { jest } from "@jest/globals";
import { InvalidToken } from "../../platform/errors.ts";
import { TOKEN_LIFE_MS, Tokens } from "../../platform/tokens.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const tokens = new Tokens(SECRET);

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as any tool might mint it, written without the library that reads it. */
function minted(claims: object, { secret = SECRET, alg = "HS256", hash = "sha256" } = {}): string {
  const body = `${part({ alg, typ: "JWT" })}.${part(claims)}`;
  return `${body}.${createHmac(hash, secret).update(body).digest("base64url")}`;
}

const seconds = () => Math.floor(Date.now() / 1000);
const hostClaims = () => ({
  iss: "stampede",
  aud: "stampede",
  sub: "ana",
  role: "host",
  iat: seconds(),
  exp: seconds() + 60,
});
const playerClaims = () => ({
  ...hostClaims(),
  role: "player",
  sub: "s/7",
  sid: "s",
  sno: 3,
  pno: 7,
  nick: "Bo",
});
const without = (claims: object, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

test("a host's token by the contract, minted by any tool, names the host", () => {
  expect(tokens.read(minted(hostClaims()))).toEqual({ role: "host", name: "ana" });
  expect(tokens.read(tokens.host("ana"))).toEqual({ role: "host", name: "ana" });
});

test("a player's token names one session and one player number", () => {
  const player = { sessionId: "s", sessionNo: 3, playerNo: 7, nickname: "Bø 🐎" };
  expect(tokens.read(tokens.player(player))).toEqual({ role: "player", ...player });
});

const forged: [string, () => string][] = [
  ["no signature (alg none)", () => `${part({ alg: "none", typ: "JWT" })}.${part(hostClaims())}.`],
  ["an alg none with a signature", () => minted(hostClaims(), { alg: "none" })],
  ["another secret", () => minted(hostClaims(), { secret: "f".repeat(32) })],
  ["an empty secret", () => minted(hostClaims(), { secret: "" })],
  ["another algorithm over the same secret", () => minted(hostClaims(), { alg: "HS512", hash: "sha512" })],
  [
    "a payload changed after signing",
    () => {
      const [head, , signature] = minted(hostClaims()).split(".");
      return `${head}.${part({ ...hostClaims(), sub: "eve" })}.${signature}`;
    },
  ],
  ["an exp that has passed", () => minted({ ...hostClaims(), exp: seconds() - 1 })],
  ["an nbf that lies ahead", () => minted({ ...hostClaims(), nbf: seconds() + 60 })],
  ["another issuer", () => minted({ ...hostClaims(), iss: "elsewhere" })],
  ["another audience", () => minted({ ...hostClaims(), aud: "elsewhere" })],
  ["a role that there is not", () => minted({ ...hostClaims(), role: "admin" })],
  ["an empty name", () => minted({ ...hostClaims(), sub: "" })],
  ["a player number that is a text", () => minted({ ...playerClaims(), pno: "7" })],
  ["nothing of a token", () => "abc"],
  ["nothing at all", () => ""],
  ["three dots", () => "..."],
];
test.each(forged)("a token with %s is invalid", (_what, mint) => {
  expect(() => tokens.read(mint())).toThrow(InvalidToken);
});

test.each(["iss", "aud", "sub", "role", "iat", "exp"])("a host's token without %s is invalid", (claim) => {
  expect(() => tokens.read(minted(without(hostClaims(), claim)))).toThrow(InvalidToken);
});

test.each(["sid", "sno", "pno", "nick", "exp"])("a player's token without %s is invalid", (claim) => {
  expect(() => tokens.read(minted(without(playerClaims(), claim)))).toThrow(InvalidToken);
});

test("a token that was good before is invalid once it has expired", () => {
  jest.useFakeTimers({ now: Date.now() });
  try {
    const token = tokens.host("ana");
    jest.advanceTimersByTime(TOKEN_LIFE_MS - 2000);
    expect(tokens.read(token)).toEqual({ role: "host", name: "ana" });
    jest.advanceTimersByTime(4000);
    expect(() => tokens.read(token)).toThrow(InvalidToken);
  } finally {
    jest.useRealTimers();
  }
});
