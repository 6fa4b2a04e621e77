import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { SignedIn } from "../../client/src/host.ts";
import { Tokens } from "../../platform/auth/tokens.ts";
import { routes } from "../../services/api/routes/routes.ts";
import type { Route } from "../../services/api/routing/route.ts";
import { must } from "../harness/client.ts";
import type { ErrorBody } from "../harness/contract.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { EventStream } from "../harness/event-stream.ts";
import { hostClaims, jwt } from "../harness/jwt.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

const SECRET = "a secret of the test, at least 32 characters long";

/** Who may call each operation, written from the contract. `owner`: the host to whom the quiz or session belongs. */
const WHO: Record<string, "anyone" | "player" | "host" | "owner"> = {
  getTime: "anyone",
  health: "anyone",
  readiness: "anyone",
  describe: "anyone",
  join: "anyone",
  getSignInWays: "anyone",
  signIn: "anyone",
  getSession: "anyone",
  getSessionQuiz: "anyone",
  getStats: "anyone",
  getLeaderboard: "anyone",
  streamEvents: "anyone",
  answer: "player",
  getMe: "player",
  getMyAnswers: "player",
  createQuiz: "host",
  importQuiz: "host",
  listQuizzes: "host",
  createSession: "host",
  listSessions: "host",
  getQuiz: "owner",
  replaceQuiz: "owner",
  exportQuiz: "owner",
  audit: "owner",
  report: "owner",
  responses: "owner",
  voidQuestion: "owner",
  correctKey: "owner",
  listPlayers: "owner",
  removePlayer: "owner",
  removePlayersByNickname: "owner",
  restorePlayer: "owner",
  createScreenToken: "owner",
  openSession: "owner",
  nextSession: "owner",
  extendSession: "owner",
  pauseSession: "owner",
  resumeSession: "owner",
  closeSession: "owner",
  changeSession: "owner",
  endSession: "owner",
  deleteSession: "owner",
  deleteQuiz: "owner",
};

type Caller =
  | "nobody"
  | "player"
  | "playerElsewhere"
  | "removedPlayer"
  | "screen"
  | "screenElsewhere"
  | "owner"
  | "otherHost";

/** The status that a caller must get; undefined if the call is allowed. */
function refusalOf(caller: Caller, who: (typeof WHO)[string], isOfSession: boolean): number | undefined {
  const forAnyone = { nobody: undefined, playerElsewhere: 403, screenElsewhere: 403, removedPlayer: 401 };
  if (who === "anyone") return isOfSession ? forAnyone[caller as keyof typeof forAnyone] : undefined;
  if (caller === "nobody") return 401;
  if (who === "player") return caller === "player" ? undefined : caller === "removedPlayer" ? 401 : 403;
  const isAllowed = caller === "owner" || (caller === "otherHost" && who === "host");
  return isAllowed ? undefined : 403;
}

let deployment: StandaloneNode;
let fixture: SessionFixture;
const tokens = new Map<Caller, string | undefined>([["nobody", undefined]]);
/** Tokens that nobody may have, by what is wrong with them. */
const badTokens = new Map<string, string>();

beforeAll(async () => {
  deployment = await startStandalone({ AUTH_SECRET: SECRET });
  fixture = await setUpSession(deployment, { questions: [single(), single()], players: playerNames(2) });
  const elsewhere = await setUpSession(deployment, { questions: [single()], players: playerNames(1) });
  const [player, removed] = fixture.players;
  tokens.set("otherHost", deployment.hostToken("Another"));
  tokens.set("player", player!.token);
  tokens.set("removedPlayer", removed!.token);
  tokens.set("playerElsewhere", at(elsewhere.players, 0).token);
  tokens.set("screen", must(await fixture.host.screen(fixture.session.id), 200).token);
  tokens.set("screenElsewhere", must(await elsewhere.host.screen(elsewhere.session.id), 200).token);
  // Last, because the owner may end what the others may not.
  tokens.set("owner", fixture.host.token);
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  must(await fixture.host.removePlayer(fixture.session.id, removed!.no), 204);
  for (const [name, token] of wrongTokens(player!.token!, tokens.get("screen")!)) badTokens.set(name, token);
}, 120_000);
afterAll(() => deployment?.stop());

const claimsIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());

/** A good token with one thing wrong: for each kind of fault one of a host, of a player and of a screen. */
function* wrongTokens(player: string, screen: string): Iterable<[string, string]> {
  const now = Math.floor(Date.now() / 1000);
  const host = hostClaims("Ada");
  const ofPlayer = claimsIn(player);
  const ofScreen = claimsIn(screen);
  for (const [role, claims] of [
    ["host", host],
    ["player", ofPlayer],
    ["screen", ofScreen],
  ] as const) {
    const changed = (change: object) => jwt({ ...claims, ...change }, SECRET);
    yield [`${role}: expired`, changed({ iat: now - 7200, exp: now - 3600 })];
    yield [`${role}: never expires`, changed({ exp: undefined })];
    yield [`${role}: expires at no number`, changed({ exp: "tomorrow" })];
    yield [`${role}: issued in the future`, changed({ iat: now + 3600, exp: now + 7200 })];
    yield [`${role}: not valid yet`, changed({ nbf: now + 3600 })];
    yield [`${role}: another key`, jwt(claims, `${SECRET}!`)];
    yield [`${role}: no algorithm`, jwt(claims, SECRET, { alg: "none", typ: "JWT" })];
    yield [`${role}: HS512 in the header`, jwt(claims, SECRET, { alg: "HS512", typ: "JWT" })];
    yield [`${role}: HS512`, signedWith("HS512", claims)];
    yield [`${role}: RS256`, signedWith("RS256", claims)];
    yield [`${role}: another issuer`, changed({ iss: "other" })];
    yield [`${role}: another audience`, changed({ aud: ["other"] })];
    yield [`${role}: another role`, changed({ role: "operator" })];
    yield [`${role}: roles`, changed({ role: ["host", "player"] })];
  }
  yield ["host: no name", jwt({ ...host, sub: "" }, SECRET)];
  yield ["host: a name that is a number", jwt({ ...host, sub: 7 }, SECRET)];
  yield ["screen: called a player", jwt({ ...ofScreen, role: "player" }, SECRET)];
  yield ["screen: called a host of no name", jwt({ ...ofScreen, role: "host", sub: "" }, SECRET)];
  yield ["player: called a screen", jwt({ ...ofPlayer, role: "screen" }, SECRET)];
  for (const [role, claims] of [
    ["player", ofPlayer],
    ["screen", ofScreen],
  ] as const) {
    for (const [name, value] of Object.entries(claims)) {
      if (["iss", "aud", "role", "iat", "exp"].includes(name)) continue;
      for (const odd of [undefined, null, -1, 1.5, "1", {}, [1], "\0"]) {
        if (typeof odd === typeof value && typeof odd !== "number") continue;
        yield [`${role}: ${name} is ${JSON.stringify(odd)}`, jwt({ ...claims, [name]: odd }, SECRET)];
      }
    }
  }
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const signers = {
  HS512: (text: string) => createHmac("sha512", SECRET).update(text).digest("base64url"),
  RS256: (text: string) => sign("sha256", Buffer.from(text), privateKey).toString("base64url"),
};
const signedWith = (alg: keyof typeof signers, claims: object) =>
  jwt(claims, SECRET, { alg, typ: "JWT" }, signers[alg]);

const routeOf = (operation: string) => routes.find((route) => route.operation === operation)!;
const isOfSession = ({ path }: Route) => path.startsWith("/api/sessions/:id");

/** Bodies that are checked before the owner is. All others are empty: an allowed call is then refused as invalid. */
const BODIES: Record<string, object> = {
  changeSession: { title: "Another" },
  replaceQuiz: { title: "Another", questions: [single()] },
  voidQuestion: { reason: "because" },
  extendSession: { byMs: 1000 },
  correctKey: { correct: [0], reason: "because" },
};

/** Queries that are checked before the owner is. */
const QUERIES: Record<string, string> = { removePlayersByNickname: "?nickname=Nobody" };

/** Calls a route with the ids of the fixture. */
async function statusOf(route: Route, token: string | undefined): Promise<{ status: number; type?: string }> {
  const id = route.path.includes("/quizzes/") ? fixture.quiz.id : fixture.session.id;
  const path = route.path.replace(":id", id).replace("players/:no", "players/999").replace(":no", "1");
  if (route.operation === "streamEvents") return statusOfStream(id, token);
  const call = { token, ...(route.bodyLimit ? { json: BODIES[route.operation] ?? {} } : {}) };
  const { client } = fixture;
  const { status, body } = await client.send(route.method, path + (QUERIES[route.operation] ?? ""), call);
  return status < 400 ? { status } : { status, type: (body as ErrorBody).type };
}

async function statusOfStream(id: string, token: string | undefined) {
  const stream = await EventStream.open(fixture.client.baseUrl, id, { token });
  const { status } = stream;
  if (status >= 400) await until("the reply has ended", () => stream.ended);
  stream.close();
  return status < 400 ? { status } : { status, type: JSON.parse(stream.bytes.toString("utf8")).type };
}

/** The calls that end something come last. */
const ordered = [...routes].sort(
  (one, other) => Object.keys(WHO).indexOf(one.operation) - Object.keys(WHO).indexOf(other.operation),
);

describe("signing in by a link", () => {
  const signIn = (json: object) => fixture.client.send("POST", "/api/sign-in", { json });
  const newCode = () => new Tokens(SECRET).issueSignInCode("Ada");

  test("a code signs in once: of many at the same time one gets the token", async () => {
    const code = newCode();
    const replies = await Promise.all(Array.from({ length: 8 }, () => signIn({ code })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
    const { token, name, expiresAt } = replies.find(({ status }) => status === 200)!.body as SignedIn;
    expect(name).toBe("Ada");
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(await statusOf(routeOf("listQuizzes"), token)).toEqual({ status: 200 });
    expect((await signIn({ code })).body).toMatchObject({ message: expect.stringContaining("used before") });
  });

  test("the same request again signs in again; another one does not", async () => {
    const code = newCode();
    const key = "0123456789abcdef";
    for (const status of [200, 200]) expect(await signIn({ code, key })).toMatchObject({ status });
    expect(await signIn({ code, key: "fedcba9876543210" })).toMatchObject({ status: 401 });
  });

  test("no token is a code, and no code is a token", async () => {
    const expired = new Tokens(SECRET).issueSignInCode("Ada", -1000);
    for (const code of [...badTokens.values()].slice(0, 4).concat(tokens.get("owner")!, expired)) {
      expect((await signIn({ code })).body).toMatchObject({ code: 401, type: "INVALID_TOKEN" });
    }
    const refused = { status: 401, type: "INVALID_TOKEN" };
    expect(await statusOf(routeOf("listQuizzes"), newCode())).toEqual(refused);
  });

  test("it says what a sign-in needs, and that there is no provider", async () => {
    expect(await signIn({})).toMatchObject({ status: 422 });
    const openid = { code: "c", verifier: "v".repeat(43), redirectUri: "https://x.org/desk/signed-in" };
    expect(await signIn({ openid })).toMatchObject({ status: 404 });
    expect(await signIn({ openid: { ...openid, redirectUri: "https://x.org/elsewhere" } })).toMatchObject({
      status: 422,
    });
  });
});

test("the matrix has every route", () => {
  expect(routes.map(({ operation }) => operation).sort()).toEqual(Object.keys(WHO).sort());
});

test.each(
  ordered.map((route) => [route.operation, route] as const),
)("%s: who may call it, and who may not", async (operation, route) => {
  const got: Record<string, number | undefined> = {};
  const expected: Record<string, number | undefined> = {};
  for (const [caller, token] of tokens) {
    const { status } = await statusOf(route, token);
    got[caller] = status === 401 || status === 403 ? status : undefined;
    expected[caller] = refusalOf(caller, WHO[operation]!, isOfSession(route));
  }
  expect(got).toEqual(expected);
  // What is the same for everyone reads no token.
  const readsToken = WHO[operation] !== "anyone" || isOfSession(route);
  for (const [name, token] of readsToken ? badTokens : []) {
    expect({ name, ...(await statusOf(route, token)) }).toEqual({ name, status: 401, type: "INVALID_TOKEN" });
  }
});
