import { Tokens } from "../../../platform/auth/tokens.ts";
import { until } from "../../harness/until.ts";
import { ID, LoneGateway, SECRET, SITE, type Way } from "./gateway-parity.ts";

const tokens = new Tokens(SECRET);
const player = (playerNo: number, sessionId = ID) =>
  `Authorization: Bearer ${tokens.player({ sessionId, sessionNo: 1, playerNo, nickname: "Zoë" })}`;
const host = (name: string) => `Authorization: Bearer ${tokens.host(name)}`;
const at = (path: string) => `/api/sessions/${ID}${path}`;

/** A request in bytes; the connection ends with its reply. */
function bytes(start: string, headers: string[] = [], body?: string): string {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${start} HTTP/1.1`, "Host: here", "Connection: close", ...length, ...headers];
  return `${head.join("\r\n")}\r\n\r\n${body ?? ""}`;
}
const answer = (playerNo: number, body: string, ...headers: string[]) =>
  bytes(`POST ${at("/answers")}`, [player(playerNo), ...headers], body);

const stats = at("/questions/1/stats");
const gets = [stats, at("/questions/2/stats"), at("/quiz"), at("/me"), at("/leaderboard"), at("")];

const requests: [string, string][] = [
  ...[...gets, at("/questions/3/stats"), "/api/join", at("/answers"), at(""), at("/nothing")].flatMap(
    (path) =>
      ["GET", "HEAD", "OPTIONS", "DELETE"].map((method): [string, string] => [
        `${method} ${path}`,
        bytes(`${method} ${path}`),
      ]),
  ),
  ...gets.flatMap((path): [string, string][] => [
    [`its player: ${path}`, bytes(`GET ${path}`, [player(1)])],
    [`a removed player: ${path}`, bytes(`GET ${path}`, [player(3)])],
    [`a player of another session: ${path}`, bytes(`GET ${path}`, [player(1, "b".repeat(16))])],
    [`its host: ${path}`, bytes(`GET ${path}`, [host("ana")])],
    [`another host: ${path}`, bytes(`GET ${path}`, [host("bob")])],
    [`a bad token: ${path}`, bytes(`GET ${path}`, ["Authorization: Bearer a.b.c"])],
    [`slash: ${path}`, bytes(`GET ${path}/`)],
    [`query: ${path}`, bytes(`GET ${path}?limit=1&x=%41`)],
    [`capitals: ${path}`, bytes(`GET ${path.toUpperCase()}`)],
    [`percent: ${path}`, bytes(`GET ${path.replace("sessions", "session%73")}`)],
    [`percent in the id: ${path}`, bytes(`GET ${path.replace(ID, `%61${ID.slice(1)}`)}`)],
    [`malformed: ${path}`, bytes(`GET ${path.replace(ID, "%E0%A4%A")}`)],
    [`unknown: ${path}`, bytes(`GET ${path.replace(ID, "b".repeat(16))}`)],
    [`no id: ${path}`, bytes(`GET ${path.replace(ID, "short")}`)],
    [`absolute: ${path}`, bytes(`GET http://here${path}`)],
    [`its own site: ${path}`, bytes(`GET ${path}`, [`Origin: ${SITE}`])],
    [`another site: ${path}`, bytes(`GET ${path}`, ["Origin: https://evil.example"])],
    [
      `preflight: ${path}`,
      bytes(`OPTIONS ${path}`, [`Origin: ${SITE}`, "Access-Control-Request-Method: GET"]),
    ],
    [`the client has it: ${path}`, bytes(`GET ${path}`, ["If-None-Match: *"])],
    [`compressed: ${path}`, bytes(`GET ${path}`, ["Accept-Encoding: gzip, br"])],
    [`a request id: ${path}`, bytes(`GET ${path}`, ["X-Request-ID: mine"])],
    [`two ids: ${path}`, bytes(`GET ${path}`, ["X-Request-ID: mine", "X-Correlation-ID: theirs"])],
    [`an empty id: ${path}`, bytes(`GET ${path}`, ["X-Request-ID: "])],
    [`a body: ${path}`, bytes(`GET ${path}`, [], "unasked")],
  ]),
  ["question 0", bytes(`GET ${at("/questions/0/stats")}`)],
  ["question 99", bytes(`GET ${at("/questions/99/stats")}`)],
  ["question x", bytes(`GET ${at("/questions/x/stats")}`)],
  ["a limit of 0", bytes(`GET ${at("/leaderboard?limit=0")}`)],
  ["a limit twice", bytes(`GET ${at("/leaderboard?limit=0&limit=1")}`)],
  ["a join", bytes("POST /api/join", [], '{"code":"BCDFGH","nickname":" Zoë  Ö "}')],
  ["a join from its site", bytes("POST /api/join", [`Origin: ${SITE}`], '{"code":"BCDFGH","nickname":"Bo"}')],
  [
    "a join with a stray token",
    bytes("POST /api/join", ["Authorization: x"], '{"code":"B","nickname":"Bo"}'),
  ],
  ["a code that never was", bytes("POST /api/join", [], '{"code":"ZZZZZZ","nickname":"Bo"}')],
  ["a join of nothing", bytes("POST /api/join", [], "")],
  ["an answer", answer(10, '{"question":2,"choice":1}')],
  ["an answer from its site", answer(11, '{"question":2,"choice":1}', `Origin: ${SITE}`)],
  ["an answer from another site", answer(12, '{"question":2,"choice":1}', "Origin: https://evil.example")],
  ["an answer that is late", answer(13, '{"question":1,"choice":1}')],
  ["an answer to no question", answer(14, '{"choice":1}')],
  ["an answer with a stray field", answer(15, '{"question":2,"choice":1,"player":2}')],
  ["an answer that is not JSON", answer(16, "{")],
  ["an answer that is not UTF-8", answer(17, '{"question":2,"text":"\u0000"}')],
  ["an answer that is too large", answer(18, "x".repeat(9000))],
  ["an answer of nobody", bytes(`POST ${at("/answers")}`, [], '{"question":2,"choice":1}')],
  ["an answer of a host", bytes(`POST ${at("/answers")}`, [host("ana")], '{"question":2,"choice":1}')],
  ["an answer of a removed player", answer(3, '{"question":2,"choice":1}')],
  [
    "an answer in chunks",
    bytes(`POST ${at("/answers")}`, [player(19), "Transfer-Encoding: chunked"]) +
      "19\r\n" +
      '{"question":2,"choice":1}' +
      "\r\n0\r\n\r\n",
  ],
];

/** What could be read in two ways, by us and by whatever stands in front: all ways read it as Node's own parser does. */
const stray = (head: string, rest: string) => `POST ${at("/answers")} HTTP/1.1\r\n${head}\r\n\r\n${rest}`;
requests.push(
  ["a length and chunks", stray("Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n")],
  ["two lengths", stray("Host: a\r\nContent-Length: 2\r\nContent-Length: 3", "{} ")],
  ["a length in a list", stray("Host: a\r\nContent-Length: 2, 2", "{}")],
  ["a length with a sign", stray("Host: a\r\nContent-Length: +2", "{}")],
  ["a blank before the colon", stray("Host: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 2", "{}")],
  ["a folded line", stray("Host: a\r\nX: b\r\n c\r\nContent-Length: 2", "{}")],
  ["a bare CR", stray("Host: a\r\nX: b\rTransfer-Encoding: chunked\r\nContent-Length: 2", "{}")],
  ["bare LFs", stray("Host: a\nContent-Length: 2", "{}")],
  ["a NUL", stray("Host: a\r\nX: \0\r\nContent-Length: 2", "{}")],
  ["no host", stray("Content-Length: 2", "{}")],
  ["what is no HTTP", "\u0016\u0003\u0001\u0002\r\n\r\n"],
  ["an expectation", answer(21, '{"question":2,"choice":1}', "Expect: 100-continue")],
  ["an unknown expectation", answer(22, '{"question":2,"choice":1}', "Expect: more")],
  ["an offer to upgrade", bytes(`GET ${stats}`, ["Upgrade: h2c"])],
);

/** A reply without what differs from one to the next: the time, ids of the gateway's own, and random waits. */
function shown(reply: string): { start: string; headers: string[]; body: string } {
  const [head = "", ...rest] = reply
    .replace(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 /, "HTTP/1.1 100, then ")
    .replace(/"token":"[^"]*"/, '"token":"…"')
    .replace(/"retryAfterMs":\d+/, '"retryAfterMs":…')
    .split("\r\n\r\n");
  const [start = "", ...headers] = head.split("\r\n");
  const lasting = headers
    .filter((header) => !/^Date:/.test(header))
    .map((header) => header.replace(/^(X-Request-ID: )[\da-f-]{36}$/, "$1…"))
    .map((header) =>
      /^Content-Length: \d+$/.test(header) && /…/.test(rest.join("")) ? "Content-Length" : header,
    );
  return { start, headers: lasting.sort(), body: rest.join("\r\n\r\n") };
}

const WAYS: Way[] = ["plain", "fast", "ordinary"];
const ways: LoneGateway[] = [];
beforeAll(async () => {
  ways.push(...(await Promise.all(WAYS.map((way) => LoneGateway.start(way)))));
});
afterAll(() => Promise.all(ways.map((gateway) => gateway.stop())));

/** What the gateways answer, each by its way. */
const answers = (...pieces: string[]) => Promise.all(ways.map((gateway) => gateway.exchange(...pieces)));

test.each(requests)("all ways give one reply to %s", async (_what, request) => {
  const [plain, fast, ordinary] = await answers(request);
  expect(plain).toMatch(/^HTTP\/1\.1 \d{3} /);
  expect(shown(plain!)).toEqual(shown(ordinary!));
  expect(shown(fast!)).toEqual(shown(ordinary!));
});

test("the requests meet every status that these routes have", async () => {
  const statuses = new Set<string>();
  for (const [, request] of requests) statuses.add((await ways[0]!.exchange(request)).slice(9, 12));
  for (const status of ["200", "201", "204", "304", "400", "401", "403", "404", "410", "413", "422"]) {
    expect(statuses).toContain(status);
  }
});

const kept = (request: string) => request.replace("Connection: close\r\n", "");
const train = (playerNo: number) =>
  kept(bytes(`GET ${stats}`)) +
  kept(answer(playerNo, '{"question":2,"choice":1}')) +
  kept(bytes(`GET ${at("/quiz")}`)) +
  kept(bytes(`GET ${at("/nothing")}`)) +
  bytes(`GET ${at("/quiz")}`);
const TRAIN = ["200", "201", "200", "404", "200"];
const statusesOf = (replies: string) =>
  [...replies.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

test("past the limit of a second a player is refused alike on all ways", async () => {
  const three = kept(answer(20, "{}")).repeat(2) + answer(20, "{}");
  const [plain, fast, ordinary] = (await answers(three)).map((replies) =>
    replies.split(/(?=HTTP\/1\.1 )/).map(shown),
  );
  expect(plain!.map(({ start }) => start.slice(9, 12))).toEqual(["422", "422", "429"]);
  expect(plain).toEqual(ordinary);
  expect(fast).toEqual(ordinary);
});

test("requests on one connection are answered in turn, on all ways", async () => {
  const replies = await answers(train(30));
  for (const reply of replies) expect(statusesOf(reply)).toEqual(TRAIN);
});

test("however a client's bytes are cut, they are the same requests", async () => {
  for (const size of [1, 7, 100, 333]) {
    const gateway = ways[0]!;
    const pieces = train(31 + size).match(new RegExp(`[^]{1,${size}}`, "g"))!;
    // One byte at a time takes long: the first of them, then the rest.
    const cut = size === 1 ? [...pieces.slice(0, 60), pieces.slice(60).join("")] : pieces;
    expect(statusesOf(await gateway.exchange(...cut))).toEqual(TRAIN);
  }
});

test("a stream begins and ends alike on all ways", async () => {
  const all = await Promise.all(WAYS.map((way) => LoneGateway.start(way)));
  const request = kept(bytes(`GET ${at("/events")}`, [player(40)]));
  const streams = await Promise.all(all.map((gateway) => gateway.follow(request)));
  await until("all have begun", () => streams.every(({ heard }) => heard().includes("event: leaderboard")));
  await Promise.all(all.map((gateway) => gateway.stop()));
  await Promise.all(streams.map(({ ended }) => ended));
  const [plain, ...others] = streams.map(({ heard }) => shown(heard().replace(/retry: \d+/, "retry: …")));
  expect(plain!.headers).toContain("Transfer-Encoding: chunked");
  expect(plain!.body).toMatch(/^[\da-f]+\r\nid: .*\r\nretry: …\n\n\r\n0\r\n\r\n$/s);
  for (const other of others) expect(other).toEqual(plain);
});
