import { Tokens } from "../../../platform/auth/tokens.ts";
import { currentTime } from "../../../platform/clock.ts";
import { SECURITY_HEADERS } from "../../../platform/http/security-headers.ts";
import { until } from "../../harness/until.ts";
import { ID, type Routing, SECRET, SITE, TestGateway } from "./gateway-parity.ts";

const tokens = new Tokens(SECRET);
const player = (playerNo: number, sessionId = ID) =>
  `Authorization: Bearer ${tokens.issuePlayerToken({ sessionId, sessionNo: 1, playerNo, nickname: "Zoë" })}`;
const host = (name: string) => `Authorization: Bearer ${tokens.issueHostToken(name)}`;
const at = (path: string) => `/api/sessions/${ID}${path}`;

/** The bytes of a request; the connection closes after its response. */
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
      ["GET", "HEAD", "OPTIONS", "PATCH", "DELETE"].map((method): [string, string] => [
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
    [`the client has this version: ${path}`, bytes(`GET ${path}`, ["If-None-Match: *"])],
    [`compressed: ${path}`, bytes(`GET ${path}`, ["Accept-Encoding: gzip, br"])],
    [`a request id: ${path}`, bytes(`GET ${path}`, ["X-Request-ID: mine"])],
    [`two ids: ${path}`, bytes(`GET ${path}`, ["X-Request-ID: mine", "X-Correlation-ID: theirs"])],
    [`an empty id: ${path}`, bytes(`GET ${path}`, ["X-Request-ID: "])],
    [`a body: ${path}`, bytes(`GET ${path}`, [], "unasked")],
  ]),
  ["the time", bytes("GET /api/time")],
  ["the time, its header only", bytes("HEAD /api/time")],
  ["the time from its site", bytes("GET /api/time", [`Origin: ${SITE}`])],
  ["the time from another site", bytes("GET /api/time", ["Origin: https://evil.example"])],
  ["an unknown file", bytes("GET /docs/nothing.js")],
  ["the player's page", bytes("GET /", ["Accept-Language: de-AT,de;q=0.9", "Accept-Encoding: br"])],
  ["the player's page with a code, its header only", bytes("HEAD /join/ABCDEF")],
  ["the player's page from another site", bytes("GET /join/ABCDEF", ["Origin: https://evil.example"])],
  ["the desk", bytes("GET /desk/sessions/abc/report", ["Accept-Encoding: gzip"])],
  ["the screen", bytes("GET /screen/abc")],
  ["the overlay", bytes("GET /overlay/abc?parts=bars", ["If-None-Match: *"])],
  ["an unknown file of a page", bytes("GET /assets/nothing-1.2.js")],
  ["a way out of the files of pages", bytes("GET /assets/..%2fmanifest.json")],
  ["an unknown address in a browser", bytes("GET /nothing", ["Accept: text/html,*/*;q=0.8"])],
  ["a way out of the folder", bytes("GET /docs/..%2f..%2fpackage.json")],
  ["a way out of the folder in the clear", bytes("GET /docs/../../package.json")],
  ["question 0", bytes(`GET ${at("/questions/0/stats")}`)],
  ["a wrong ticket", bytes(`GET ${stats}?ticket=${"x".repeat(22)}`)],
  ["no ticket at all", bytes(`GET ${stats}?ticket=&ticket=`)],
  ["question 99", bytes(`GET ${at("/questions/99/stats")}`)],
  ["question x", bytes(`GET ${at("/questions/x/stats")}`)],
  ["a limit of 0", bytes(`GET ${at("/leaderboard?limit=0")}`)],
  ["a limit twice", bytes(`GET ${at("/leaderboard?limit=0&limit=1")}`)],
  ["an unknown name in the query", bytes(`GET ${at("/leaderboard?_=1&limit=1&__proto__=2")}`)],
  ["places from the second on", bytes(`GET ${at("/leaderboard?from=2")}`)],
  ["a join", bytes("POST /api/join", [], '{"code":"BCDFGH","nickname":" Zoë  Ö "}')],
  ["a join from its site", bytes("POST /api/join", [`Origin: ${SITE}`], '{"code":"BCDFGH","nickname":"Bo"}')],
  [
    "a join with an unneeded token",
    bytes("POST /api/join", ["Authorization: x"], '{"code":"B","nickname":"Bo"}'),
  ],
  ["an unknown code", bytes("POST /api/join", [], '{"code":"ZZZZZZ","nickname":"Bo"}')],
  ["a join without a body", bytes("POST /api/join", [], "")],
  ["an answer", answer(10, '{"question":2,"choice":1}')],
  ["an answer from its site", answer(11, '{"question":2,"choice":1}', `Origin: ${SITE}`)],
  ["an answer from another site", answer(12, '{"question":2,"choice":1}', "Origin: https://evil.example")],
  ["a late answer", answer(13, '{"question":1,"choice":1}')],
  ["an answer without a question", answer(14, '{"choice":1}')],
  ["an answer with an unknown field", answer(15, '{"question":2,"choice":1,"player":2}')],
  ["an answer that is not JSON", answer(16, "{")],
  ["an answer that is not UTF-8", answer(17, '{"question":2,"text":"\u0000"}')],
  ["an answer that is too large", answer(18, "x".repeat(9000))],
  ["an answer without a token", bytes(`POST ${at("/answers")}`, [], '{"question":2,"choice":1}')],
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

/** Requests that two parsers could read differently (request smuggling): every gateway reads them like Node's parser. */
const ambiguous = (head: string, rest: string) => `POST ${at("/answers")} HTTP/1.1\r\n${head}\r\n\r\n${rest}`;
const chunked = (playerNo: number, body: string) =>
  bytes(`POST ${at("/answers")}`, [player(playerNo), "Transfer-Encoding: chunked"]) + body;
requests.push(
  [
    "a length and chunks",
    ambiguous("Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
  ],
  ["two lengths", ambiguous("Host: a\r\nContent-Length: 2\r\nContent-Length: 3", "{} ")],
  ["a length in a list", ambiguous("Host: a\r\nContent-Length: 2, 2", "{}")],
  ["a length with a sign", ambiguous("Host: a\r\nContent-Length: +2", "{}")],
  [
    "a space before the colon",
    ambiguous("Host: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 2", "{}"),
  ],
  ["a folded line", ambiguous("Host: a\r\nX: b\r\n c\r\nContent-Length: 2", "{}")],
  ["a bare CR", ambiguous("Host: a\r\nX: b\rTransfer-Encoding: chunked\r\nContent-Length: 2", "{}")],
  ["bare LFs", ambiguous("Host: a\nContent-Length: 2", "{}")],
  ["a NUL", ambiguous("Host: a\r\nX: \0\r\nContent-Length: 2", "{}")],
  ["no host", ambiguous("Content-Length: 2", "{}")],
  ["bytes that are not HTTP", "\u0016\u0003\u0001\u0002\r\n\r\n"],
  ["an expectation", answer(21, '{"question":2,"choice":1}', "Expect: 100-continue")],
  ["an unknown expectation", answer(22, '{"question":2,"choice":1}', "Expect: more")],
  ["an offer to upgrade", bytes(`GET ${stats}`, ["Upgrade: h2c"])],
  ["two hosts", ambiguous("Host: a\r\nHost: b\r\nContent-Length: 2", "{}")],
  ["another transfer coding", ambiguous("Host: a\r\nTransfer-Encoding: gzip, chunked", "0\r\n\r\n")],
  ["two transfer codings", ambiguous("Host: a\r\nTransfer-Encoding: chunked, chunked", "0\r\n\r\n")],
  ["a chunk size that is no number", chunked(26, "0x2\r\n{}\r\n0\r\n\r\n")],
  ["a longer chunk than its size", chunked(27, "1\r\n{}\r\n0\r\n\r\n")],
  [
    "chunk extensions",
    bytes(`POST ${at("/answers")}`, [player(23), "Transfer-Encoding: chunked"]) +
      "2;a=b\r\n{}\r\n0;c\r\n\r\n",
  ],
  ["long chunk extensions", chunked(28, `2;${"x".repeat(20_000)}\r\n{}`)],
  ["a very long request line", `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["a request line with a space", `GET ${stats} x HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["too many headers", `GET ${stats} HTTP/1.1\r\nHost: a\r\n${"a:\r\n".repeat(3000)}\r\n`],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
  [
    "an expectation with a body that is too large",
    bytes(`POST ${at("/answers")}`, [player(24), "Expect: 100-continue", "Content-Length: 9000"]),
  ],
  [
    "an expectation without a token",
    bytes(`POST ${at("/answers")}`, ["Expect: 100-continue", "Content-Length: 20"]),
  ],
  [
    "a player's body that is too large, in chunks",
    bytes(`POST ${at("/answers")}`, [player(25), "Transfer-Encoding: chunked"]) +
      `2400\r\n${"x".repeat(0x2400)}\r\n`.repeat(3),
  ],
);

/** A response without the parts that always differ: the time, generated ids and tokens, and random delays. */
function normalize(reply: string): { start: string; headers: string[]; body: string } {
  const [head = "", ...rest] = reply
    .replace(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 /, "HTTP/1.1 100, then ")
    .replace(/"token":"[^"]*"/, '"token":"…"')
    .replace(/"now":"[^"]*"/g, '"now":"…"')
    .replace(/"retryAfterMs":\d+/, '"retryAfterMs":…')
    .split("\r\n\r\n");
  const [start = "", ...headers] = head.split("\r\n");
  const comparable = headers
    .filter((header) => !/^Date:/.test(header))
    .map((header) => header.replace(/^(X-Request-ID: )[\da-f-]{36}$/, "$1…"))
    .map((header) =>
      /^Content-Length: \d+$/.test(header) && /…/.test(rest.join("")) ? "Content-Length" : header,
    );
  return { start, headers: comparable.sort(), body: rest.join("\r\n\r\n") };
}

const ROUTINGS: Routing[] = ["raw", "direct", "moleculerWeb"];
const gateways: TestGateway[] = [];
beforeAll(async () => {
  gateways.push(...(await Promise.all(ROUTINGS.map((routing) => TestGateway.start(routing)))));
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

/** The response of each gateway, in the order of `ROUTINGS`. */
const responses = (...pieces: string[]) =>
  Promise.all(gateways.map((gateway) => gateway.roundTrip(...pieces)));

test.each(requests)("all gateways give the same response to %s", async (_name, request) => {
  const [raw, direct, moleculerWeb] = await responses(request);
  expect(raw).toMatch(/^HTTP\/1\.1 \d{3} /);
  // A page has a policy of its own.
  const own = /^Content-Security-Policy: (default-src 'none'; script-src 'self'; .*)\r$/m.exec(raw!)?.[1];
  const headers = own ? { ...SECURITY_HEADERS, "Content-Security-Policy": own } : SECURITY_HEADERS;
  for (const [name, value] of Object.entries(headers)) expect(raw).toContain(`\r\n${name}: ${value}\r\n`);
  expect(normalize(raw!)).toEqual(normalize(moleculerWeb!));
  expect(normalize(direct!)).toEqual(normalize(moleculerWeb!));
});

test("a page is the same by all gateways, compressed, and only its header for HEAD", async () => {
  const [first, ...others] = await responses(bytes("GET /docs", ["Accept-Encoding: br"]));
  expect(first).toMatch(/^HTTP\/1\.1 200 /);
  expect(first).toContain("\r\nContent-Encoding: br\r\n");
  expect(first).toContain("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';");
  expect(first!.match(/\r\nContent-Security-Policy:/g)).toHaveLength(1);
  for (const other of others) expect(normalize(other)).toEqual(normalize(first!));
  const { start, headers } = normalize(first!);
  for (const reply of await responses(bytes("HEAD /docs", ["Accept-Encoding: br"])))
    expect(normalize(reply)).toEqual({ start, headers, body: "" });
});

test("the time is the gateway's, with milliseconds, and never cached", async () => {
  for (const reply of await responses(bytes("GET /api/time"))) {
    expect(reply).toContain("\r\nCache-Control: no-store\r\n");
    const [, now] = /\{"now":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"\}$/.exec(reply) ?? [];
    expect(Math.abs(Date.parse(now!) - currentTime())).toBeLessThan(10_000);
  }
});

test("the requests get every status that these routes have", async () => {
  const statuses = new Set<string>();
  for (const [, request] of requests) statuses.add((await gateways[0]!.roundTrip(request)).slice(9, 12));
  for (const status of ["200", "201", "204", "304", "400", "401", "403", "404", "410", "413", "422"]) {
    expect(statuses).toContain(status);
  }
});

const keepAlive = (request: string) => request.replace("Connection: close\r\n", "");
const pipeline = (playerNo: number) =>
  keepAlive(bytes(`GET ${stats}`)) +
  keepAlive(answer(playerNo, '{"question":2,"choice":1}')) +
  keepAlive(bytes(`GET ${at("/quiz")}`)) +
  keepAlive(bytes(`GET ${at("/nothing")}`)) +
  bytes(`GET ${at("/quiz")}`);
const PIPELINE_STATUSES = ["200", "201", "200", "404", "200"];
const statusesOf = (replies: string) =>
  [...replies.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

test("a player over the limit per second gets the same response from all gateways", async () => {
  const three = keepAlive(answer(20, "{}")).repeat(2) + answer(20, "{}");
  const [raw, direct, moleculerWeb] = (await responses(three)).map((replies) =>
    replies.split(/(?=HTTP\/1\.1 )/).map(normalize),
  );
  expect(raw!.map(({ start }) => start.slice(9, 12))).toEqual(["422", "422", "429"]);
  expect(raw).toEqual(moleculerWeb);
  expect(direct).toEqual(moleculerWeb);
});

test("all gateways reply to pipelined requests in their order", async () => {
  const replies = await responses(pipeline(30));
  for (const reply of replies) expect(statusesOf(reply)).toEqual(PIPELINE_STATUSES);
});

test("the same bytes are the same requests, however they are cut into pieces", async () => {
  for (const size of [1, 7, 100, 333]) {
    const gateway = gateways[0]!;
    const pieces = pipeline(31 + size).match(new RegExp(`[^]{1,${size}}`, "g"))!;
    // One byte at a time takes long: only the first 60, then the rest.
    const cut = size === 1 ? [...pieces.slice(0, 60), pieces.slice(60).join("")] : pieces;
    expect(statusesOf(await gateway.roundTrip(...cut))).toEqual(PIPELINE_STATUSES);
  }
});

test("all gateways begin and end a stream in the same way", async () => {
  const all = await Promise.all(ROUTINGS.map((routing) => TestGateway.start(routing)));
  const request = keepAlive(bytes(`GET ${at("/events")}`, [player(40)]));
  const streams = await Promise.all(all.map((gateway) => gateway.openStream(request)));
  await until("all have begun", () =>
    streams.every(({ received }) => received().includes("event: leaderboard")),
  );
  await Promise.all(all.map((gateway) => gateway.stop()));
  await Promise.all(streams.map(({ ended }) => ended));
  const [raw, ...others] = streams.map(({ received }) =>
    normalize(received().replace(/retry: \d+/g, "retry: …")),
  );
  expect(raw!.headers).toContain("Transfer-Encoding: chunked");
  expect(raw!.body).toMatch(/^[\da-f]+\r\nid: .*\r\nretry: …\n\n\r\n0\r\n\r\n$/s);
  // Where a body is cut into chunks does not matter.
  const unframed = ({ body, ...rest }: NonNullable<typeof raw>) => ({
    ...rest,
    body: body.replace(/(^|\r\n)[\da-f]+\r\n/g, ""),
  });
  for (const other of others) expect(unframed(other)).toEqual(unframed(raw!));
});
