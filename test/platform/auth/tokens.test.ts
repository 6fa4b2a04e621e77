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

/** A token with exactly these texts as header and claims. */
function issueText(claims: string, header = '{"alg":"HS256","typ":"JWT"}'): string {
  const body = [header, claims].map((text) => Buffer.from(text).toString("base64url")).join(".");
  return `${body}.${createHmac("sha256", SECRET).update(body).digest("base64url")}`;
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
const hostText = () => JSON.stringify(hostClaims());
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

test.each<[string, () => string]>([
  ["spaces between its claims", () => issueText(JSON.stringify(hostClaims(), null, 2))],
  ["a key id, which names nothing", () => issueText(hostText(), '{"kid":"../../dev/null","alg":"HS256"}')],
  ["names of its own", () => issue({ ...hostClaims(), a: { sub: 1 }, b: [{ sub: 2 }, { sub: 3 }], 1: 2 })],
  ["a clock that is half a minute ahead", () => issue({ ...hostClaims(), iat: seconds() + 30 })],
  ["an nbf in the past", () => issue({ ...hostClaims(), nbf: seconds() - 1 })],
  ["its audience in a list", () => issue({ ...hostClaims(), aud: ["stampede", "other"] })],
])("a token with %s is valid", (_name, issueToken) => {
  expect(tokens.verify(issueToken())).toEqual({ role: "host", name: "ana" });
});

test("a player's token identifies a session and a player number", () => {
  const player = { sessionId: "s", sessionNo: 3, playerNo: 7, nickname: "Bø 🐎" };
  expect(tokens.verify(tokens.issuePlayerToken(player))).toEqual({ role: "player", ...player });
});

test("a sign-in code names a host once more, and is no token; a token is no code", () => {
  const code = tokens.issueSignInCode("ana");
  const { name, id, expiresAt } = tokens.verifySignInCode(code);
  expect(name).toBe("ana");
  expect(id).not.toBe(tokens.verifySignInCode(tokens.issueSignInCode("ana")).id);
  expect(expiresAt).toBeLessThanOrEqual(Date.now() + 15 * 60_000 + 1000);
  expect(() => tokens.verify(code)).toThrow(InvalidToken);
  // Nor is it one that is known after it has been read as a code.
  expect(tokens.cachedIdentity(code)).toBeUndefined();
  const expired = tokens.issueSignInCode("ana", -1000);
  const changed = `${code.slice(0, -4)}AAAA`;
  for (const other of [tokens.issueHostToken("ana"), expired, changed, "x", ""]) {
    expect(() => tokens.verifySignInCode(other)).toThrow(InvalidToken);
  }
  expect(() => tokens.issueSignInCode("")).toThrow(RangeError);
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
  ["a player number in a list", () => issue({ ...playerClaims(), pno: [7] })],
  ["a player number of 0", () => issue({ ...playerClaims(), pno: 0, sub: "s/0" })],
  ["a player number that is no integer", () => issue({ ...playerClaims(), pno: 7.5, sub: "s/7.5" })],
  ["a session number that no table holds", () => issue({ ...playerClaims(), sno: 2 ** 53 })],
  ["another player's subject", () => issue({ ...playerClaims(), sub: "s/8" })],
  ["a name in a list", () => issue({ ...hostClaims(), sub: ["ana"] })],
  ["a name with U+0000", () => issue({ ...hostClaims(), sub: "a\0" })],
  ["half of a surrogate pair in its name", () => issue({ ...hostClaims(), sub: "\ud800" })],
  ["a name of 201 characters", () => issue({ ...hostClaims(), sub: "a".repeat(201) })],
  ["a role in a list", () => issue({ ...hostClaims(), role: ["host"] })],
  [
    "an iat more than a minute ahead",
    () => issue({ ...hostClaims(), iat: seconds() + 65, exp: seconds() + 99 }),
  ],
  ["an iat after its exp", () => issue({ ...hostClaims(), iat: seconds() + 50, exp: seconds() + 40 })],
  ["an iat in a string", () => issue({ ...hostClaims(), iat: String(seconds()) })],
  ["a negative iat", () => issue({ ...hostClaims(), iat: -1 })],
  ["an endless exp", () => issueText(hostText().replace(/"exp":\d+/, '"exp":1e400'))],
  ["an exp that no date can hold", () => issue({ ...hostClaims(), exp: 1e13 })],
  ["a negative exp", () => issue({ ...hostClaims(), exp: -seconds() - 60 })],
  ["an exp in a string", () => issue({ ...hostClaims(), exp: String(seconds() + 60) })],
  ["an exp of null", () => issue({ ...hostClaims(), exp: null })],
  ["an nbf in a string", () => issue({ ...hostClaims(), nbf: "0" })],
  ["an endless nbf", () => issueText(hostText().replace("{", '{"nbf":-1e400,'))],
  ["a claim twice", () => issueText(hostText().replace("{", '{"sub":"bob",'))],
  [
    "a claim twice, once written in another way",
    () => issueText(hostText().replace("{", '{"s\\u0075b":"bob", ')),
  ],
  ["an algorithm twice", () => issueText(hostText(), '{"alg":"none","alg":"HS256"}')],
  ["an extension that must be understood", () => issueText(hostText(), '{"alg":"HS256","crit":["x"],"x":1}')],
  ["RS256 in its header", () => issue(hostClaims(), { alg: "RS256" })],
  ["hs256 in its header", () => issue(hostClaims(), { alg: "hs256" })],
  ["more than 4,096 characters", () => issue({ ...hostClaims(), more: "x".repeat(4000) })],
  ["claims that are no object", () => issueText('"ana"')],
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
        const { role, sub, sid, sno, pno, nick, iat, nbf, exp } = verifyWithLibrary(token);
        const isPlayer =
          role === "player" &&
          typeof sid === "string" &&
          sno > 0 &&
          sub === `${sid}/${pno}` &&
          pno > 0 &&
          typeof nick === "string";
        // The library accepts any number as a time, and some values that are none.
        const times = [iat, exp, ...(nbf === undefined ? [] : [nbf])];
        if (!times.every((time) => typeof time === "number" && time <= 8.64e12)) throw new Error("no time");
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

test("a screen's token names its session and no player; claims that mix roles are no token", () => {
  const token = tokens.issueScreenToken({ sessionId: "s", sessionNo: 3 });
  expect(new Tokens(SECRET).verify(token)).toEqual({ role: "screen", sessionId: "s", sessionNo: 3 });
  const screen = verifyWithLibrary(token);
  for (const claims of [
    { ...screen, role: "player" },
    { ...screen, sub: "s/7" },
    { ...screen, sid: "other" },
    { ...screen, sno: 0 },
    { ...playerClaims(), role: "screen" },
  ]) {
    expect(() => new Tokens(SECRET).verify(issue(claims))).toThrow(InvalidToken);
  }
  const until = Date.now() + 100 * 86_400_000;
  const { exp } = verifyWithLibrary(tokens.issueScreenToken({ sessionId: "s", sessionNo: 3 }, until));
  expect(Math.round((exp - seconds()) / 86_400)).toBe(130);
});

describe("a player's token is valid", () => {
  const player = { sessionId: "s", sessionNo: 3, playerNo: 7, nickname: "Bo" };
  const daysOf = (lastsUntil?: number) => {
    const { exp } = JSON.parse(
      Buffer.from(tokens.issuePlayerToken(player, lastsUntil).split(".")[1]!, "base64url").toString(),
    );
    return Math.round((exp - seconds()) / 86_400);
  };
  const inDays = (days: number) => Date.now() + days * 86_400_000;

  test.each<[string, number | undefined, number]>([
    ["for 30 days if the end of its session is not known", undefined, 30],
    ["for 30 days if that has passed", inDays(-3), 30],
    ["for 30 days more than its session may last", inDays(100), 130],
    ["for five years and a month at most", inDays(100_000), 5 * 366 + 30],
  ])("%s", (_how, lastsUntil, days) => {
    expect(daysOf(lastsUntil)).toBe(days);
  });

  test("until then, and not a second longer", () => {
    const token = tokens.issuePlayerToken(player, inDays(100));
    jest.useFakeTimers({ now: inDays(129.9) });
    expect(new Tokens(SECRET).verify(token)).toMatchObject({ role: "player", playerNo: 7 });
    jest.setSystemTime(Date.now() + 86_400_000 / 5);
    expect(() => new Tokens(SECRET).verify(token)).toThrow(InvalidToken);
    jest.useRealTimers();
  });
});
