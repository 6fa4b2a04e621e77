import { createHmac } from "node:crypto";
import { jest } from "@jest/globals";
import fc from "fast-check";
import { createVerifier } from "fast-jwt";
import { TOKEN_LIFE_MS, Tokens } from "../../../platform/auth/tokens.ts";
import { InvalidToken } from "../../../platform/errors.ts";

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

test("a token that is known again is known by every letter of it", () => {
  const own = tokens.player({ sessionId: "a".repeat(16), sessionNo: 1, playerNo: 2, nickname: "Bo" });
  const [header, claims, signature] = own.split(".") as [string, string, string];
  expect(tokens.read(own)).toEqual(tokens.read(own));
  const other = JSON.parse(Buffer.from(claims, "base64url").toString());
  const forged = Buffer.from(JSON.stringify({ ...other, pno: 3 })).toString("base64url");
  for (const token of [`${header}.${forged}.${signature}`, `${own}A`, `A${own}`, signature]) {
    expect(() => tokens.read(token)).toThrow(InvalidToken);
  }
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

const library = createVerifier({
  key: SECRET,
  algorithms: ["HS256"],
  allowedIss: "stampede",
  allowedAud: "stampede",
  requiredClaims: ["iss", "aud", "exp", "iat", "sub", "role"],
});

const sometimes = (value: unknown) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(value) },
    fc.constantFrom(undefined, null, "", 0, "stampede", ["stampede"], {}),
  );
const claims = fc.record({
  ...Object.fromEntries(
    Object.entries(playerClaims())
      .filter(([name]) => name !== "exp")
      .map(([name, value]) => [name, sometimes(value)]),
  ),
  exp: fc.oneof(
    { weight: 6, arbitrary: fc.constant(seconds() + 600) },
    fc.constantFrom(0, seconds() - 1, seconds() + 600.5, 1e300, -1, "9999999999", null),
  ),
  nbf: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    fc.constantFrom(0, seconds() + 600, "soon", null),
  ),
});
/** Ways in which a token comes out other than it was minted; most leave it alone. */
const change = fc.oneof(
  { weight: 4, arbitrary: fc.constant((token: string) => token) },
  fc.nat(400).map((at) => (token: string) => token.slice(0, at)),
  fc.tuple(fc.nat(400), fc.constantFrom("A", "b", "-", "_", ".", "=", "\n", "\u0141", "")).map(
    ([at, put]) =>
      (token: string) =>
        token.slice(0, at) + put + token.slice(at + 1),
  ),
  fc.constantFrom("", "=", ".", "A", "\n").map((more) => (token: string) => token + more),
);
const signing = fc.constantFrom({}, {}, {}, { secret: "f".repeat(32) }, { alg: "none" }, { alg: "HS512" });

test("a token is good here if and only if it is to the library, whatever is wrong with it", () => {
  let good = 0;
  fc.assert(
    fc.property(claims, signing, change, (claimed, how, changed) => {
      const token = changed(minted(claimed, how));
      let bearer: object | null = null;
      try {
        const { role, sub, sid, sno, pno, nick } = library(token);
        const isPlayer =
          role === "player" &&
          typeof sid === "string" &&
          typeof sno === "number" &&
          typeof pno === "number" &&
          typeof nick === "string";
        if (isPlayer) bearer = { role, sessionId: sid, sessionNo: sno, playerNo: pno, nickname: nick };
        if (role === "host" && sub) bearer = { role, name: sub };
      } catch {
        bearer = null;
      }
      if (bearer === null) return expect(() => tokens.read(token)).toThrow(InvalidToken);
      good++;
      expect(tokens.read(token)).toEqual(bearer);
    }),
    { numRuns: 2000 },
  );
  expect(good).toBeGreaterThan(100);
});

test("the library reads the tokens that are minted here", () => {
  const player = { sessionId: "s", sessionNo: 3, playerNo: 7, nickname: "Bø 🐎" };
  expect(library(tokens.player(player))).toMatchObject({
    iss: "stampede",
    aud: "stampede",
    role: "player",
    sub: "s/7",
    nick: "Bø 🐎",
  });
  const { iat, exp } = library(tokens.host("ana"));
  expect((exp - iat) * 1000).toBe(TOKEN_LIFE_MS);
});
