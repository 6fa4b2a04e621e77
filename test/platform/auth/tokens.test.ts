import { createHmac } from "node:crypto";
import { jest } from "@jest/globals";
import fc from "fast-check";
import { createVerifier } from "fast-jwt";
import { TOKEN_LIFETIME_MS, Tokens } from "../../../platform/auth/tokens.ts";
import { InvalidToken } from "../../../platform/errors.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const tokens = new Tokens(SECRET);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Issues a token as another tool might, without the library that verifies it. */
function issue(claims: object, { secret = SECRET, alg = "HS256", hash = "sha256" } = {}): string {
  const body = `${encode({ alg, typ: "JWT" })}.${encode(claims)}`;
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
const omit = (claims: object, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

test("a host's token that follows the contract, issued by any tool, identifies the host", () => {
  expect(tokens.verify(issue(hostClaims()))).toEqual({ role: "host", name: "ana" });
  expect(tokens.verify(tokens.issueHostToken("ana"))).toEqual({ role: "host", name: "ana" });
});

test("a player's token identifies a session and a player number", () => {
  const player = { sessionId: "s", sessionNo: 3, playerNo: 7, nickname: "Bø 🐎" };
  expect(tokens.verify(tokens.issuePlayerToken(player))).toEqual({ role: "player", ...player });
});

const invalid: [string, () => string][] = [
  ["no signature (alg none)", () => `${encode({ alg: "none", typ: "JWT" })}.${encode(hostClaims())}.`],
  ["alg none with a signature", () => issue(hostClaims(), { alg: "none" })],
  ["another secret", () => issue(hostClaims(), { secret: "f".repeat(32) })],
  ["an empty secret", () => issue(hostClaims(), { secret: "" })],
  ["another algorithm with the same secret", () => issue(hostClaims(), { alg: "HS512", hash: "sha512" })],
  [
    "a payload that was changed after signing",
    () => {
      const [head, , signature] = issue(hostClaims()).split(".");
      return `${head}.${encode({ ...hostClaims(), sub: "eve" })}.${signature}`;
    },
  ],
  ["an exp in the past", () => issue({ ...hostClaims(), exp: seconds() - 1 })],
  ["an nbf in the future", () => issue({ ...hostClaims(), nbf: seconds() + 60 })],
  ["another issuer", () => issue({ ...hostClaims(), iss: "other" })],
  ["another audience", () => issue({ ...hostClaims(), aud: "other" })],
  ["an unknown role", () => issue({ ...hostClaims(), role: "admin" })],
  ["an empty name", () => issue({ ...hostClaims(), sub: "" })],
  ["a player number in a string", () => issue({ ...playerClaims(), pno: "7" })],
  ["one part only", () => "abc"],
  ["no characters", () => ""],
  ["four empty parts", () => "..."],
];
test.each(invalid)("a token with %s is invalid", (_name, forge) => {
  expect(() => tokens.verify(forge())).toThrow(InvalidToken);
});

test.each(["iss", "aud", "sub", "role", "iat", "exp"])("a host's token without %s is invalid", (claim) => {
  expect(() => tokens.verify(issue(omit(hostClaims(), claim)))).toThrow(InvalidToken);
});

test.each(["sid", "sno", "pno", "nick", "exp"])("a player's token without %s is invalid", (claim) => {
  expect(() => tokens.verify(issue(omit(playerClaims(), claim)))).toThrow(InvalidToken);
});

test("a cached token must match in full", () => {
  const own = tokens.issuePlayerToken({
    sessionId: "a".repeat(16),
    sessionNo: 1,
    playerNo: 2,
    nickname: "Bo",
  });
  const [header, claims, signature] = own.split(".") as [string, string, string];
  expect(tokens.verify(own)).toEqual(tokens.verify(own));
  const other = JSON.parse(Buffer.from(claims, "base64url").toString());
  const forged = Buffer.from(JSON.stringify({ ...other, pno: 3 })).toString("base64url");
  for (const token of [`${header}.${forged}.${signature}`, `${own}A`, `A${own}`, signature]) {
    expect(() => tokens.verify(token)).toThrow(InvalidToken);
  }
});

test("a cached token is invalid once it has expired", () => {
  jest.useFakeTimers({ now: Date.now() });
  try {
    const token = tokens.issueHostToken("ana");
    jest.advanceTimersByTime(TOKEN_LIFETIME_MS - 2000);
    expect(tokens.verify(token)).toEqual({ role: "host", name: "ana" });
    jest.advanceTimersByTime(4000);
    expect(() => tokens.verify(token)).toThrow(InvalidToken);
  } finally {
    jest.useRealTimers();
  }
});

const verifyWithLibrary = createVerifier({
  key: SECRET,
  algorithms: ["HS256"],
  allowedIss: "stampede",
  allowedAud: "stampede",
  requiredClaims: ["iss", "aud", "exp", "iat", "sub", "role"],
});

const usually = (value: unknown) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(value) },
    fc.constantFrom(undefined, null, "", 0, "stampede", ["stampede"], {}),
  );
const anyClaims = fc.record({
  ...Object.fromEntries(
    Object.entries(playerClaims())
      .filter(([name]) => name !== "exp")
      .map(([name, value]) => [name, usually(value)]),
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
/** Functions that modify a token; some return it unchanged. */
const anyModification = fc.oneof(
  { weight: 4, arbitrary: fc.constant((token: string) => token) },
  fc.nat(400).map((length) => (token: string) => token.slice(0, length)),
  fc.tuple(fc.nat(400), fc.constantFrom("A", "b", "-", "_", ".", "=", "\n", "\u0141", "")).map(
    ([index, inserted]) =>
      (token: string) =>
        token.slice(0, index) + inserted + token.slice(index + 1),
  ),
  fc.constantFrom("", "=", ".", "A", "\n").map((suffix) => (token: string) => token + suffix),
);
const anySigning = fc.constantFrom({}, {}, {}, { secret: "f".repeat(32) }, { alg: "none" }, { alg: "HS512" });

test("a token is valid here if and only if it is valid for the library", () => {
  let valid = 0;
  fc.assert(
    fc.property(anyClaims, anySigning, anyModification, (claims, signing, modify) => {
      const token = modify(issue(claims, signing));
      let identity: object | null = null;
      try {
        const { role, sub, sid, sno, pno, nick } = verifyWithLibrary(token);
        const isPlayer =
          role === "player" &&
          typeof sid === "string" &&
          typeof sno === "number" &&
          typeof pno === "number" &&
          typeof nick === "string";
        if (isPlayer) identity = { role, sessionId: sid, sessionNo: sno, playerNo: pno, nickname: nick };
        if (role === "host" && sub) identity = { role, name: sub };
      } catch {
        identity = null;
      }
      if (identity === null) return expect(() => tokens.verify(token)).toThrow(InvalidToken);
      valid++;
      expect(tokens.verify(token)).toEqual(identity);
    }),
    { numRuns: 2000 },
  );
  expect(valid).toBeGreaterThan(100);
});

test("the library accepts the tokens that are issued here", () => {
  const player = { sessionId: "s", sessionNo: 3, playerNo: 7, nickname: "Bø 🐎" };
  expect(verifyWithLibrary(tokens.issuePlayerToken(player))).toMatchObject({
    iss: "stampede",
    aud: "stampede",
    role: "player",
    sub: "s/7",
    nick: "Bø 🐎",
  });
  const { iat, exp } = verifyWithLibrary(tokens.issueHostToken("ana"));
  expect((exp - iat) * 1000).toBe(TOKEN_LIFETIME_MS);
});
