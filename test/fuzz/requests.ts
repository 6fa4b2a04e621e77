import { importFormatSchema } from "../../platform/domain/quiz-formats.ts";
import { routes } from "../../services/api/routes/routes.ts";
import type { Route } from "../../services/api/routing/route.ts";
import type { Random } from "../harness/random.ts";
import { BODIES, importFile } from "./bodies.ts";
import { anyJson, anyString, mutateBytes, mutateJson } from "./values.ts";
import { pickTarget, type Target, type World } from "./world.ts";

const METHODS = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "get",
  "X".repeat(40),
  "GE T",
];
const TYPES = [
  "application/json",
  "text/plain",
  "application/json; charset=utf-16",
  "multipart/form-data",
  "a/b;c",
];
const QUERY_NAMES = [
  "limit",
  "cursor",
  "from",
  "take",
  "format",
  "title",
  "q",
  "ticket",
  "nickname",
  "ban",
  "removed",
  "_",
  "__proto__",
];

const WITH_BODY = routes.filter(({ bodyLimit }) => bodyLimit !== undefined);

/** One request. */
export interface FuzzRequest {
  method: string;
  bytes: Buffer;
}

/** A random request: most are sound but for a few parts, some are noise. */
export function randomRequest(random: Random, world: World): FuzzRequest {
  const route = random.pick(random.chance(0.5) ? routes : WITH_BODY);
  const method = random.chance(0.95) ? route.method : random.pick(METHODS);
  // Whether Node's parser is to read it; otherwise the gateway's own does, if the request is plain enough.
  const isForNode = random.chance(0.5);
  const target = pickTarget(random, world);
  const question = 1 + random.integer(random.chance(0.9) ? 6 : 1001);
  const body = bodyOf(random, route, target, question);
  const head = [
    `${method} ${pathOf(random, route, target, question)} HTTP/${random.chance(0.98) ? "1.1" : random.pick(["1.0", "2.0", "0.9", "9.9"])}`,
    ...headersOf(random, route, target, body, isForNode),
  ];
  const framed = isChunked(head) ? chunked(random, body) : body;
  const bytes = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), framed]);
  return { method, bytes: random.chance(0.08) ? mutateBytes(random, bytes) : bytes };
}

function pathOf(random: Random, route: Route, target: Target, question: number): string {
  const path = route.path.replace(/:(\w+)/g, (_part, name: string) =>
    param(random, route, name, target, question),
  );
  if (random.chance(0.01)) return `/${"a/".repeat(random.pick([10, 5000, 20_000]))}`;
  if (random.chance(0.01))
    return random.pick([
      "*",
      "/",
      "//",
      "/api",
      "http://example.org/api/quizzes",
      "/api/../api",
      "/docs",
      "/docs/nothing.js",
      "/join/ABCDEF",
      "/desk/sessions",
      "/assets/..%2fmanifest.json",
      "/docs/..%2f..%2fpackage.json",
    ]);
  return path + query(random);
}

function param(
  random: Random,
  { path, operation }: Route,
  name: string,
  target: Target,
  question: number,
): string {
  const id = path.includes("quizzes") ? target.quizId : target.sessionId;
  const known = name === "no" ? String(question) : id;
  // A deleted session is no target any more.
  if (random.chance(operation === "deleteSession" ? 0.02 : 0.85)) return known;
  return random.pick([
    encodeURIComponent(printable(anyString(random))).slice(0, 3000),
    "%00",
    "%ff%fe",
    "%",
    "AAAAAAAAAAAAAAAA",
    "99999999999999999999",
    "1.5",
    "-1",
    "0x1",
    known.toLowerCase(),
    `${known}%00`,
  ]);
}

function query(random: Random): string {
  if (random.chance(0.7)) return "";
  const pairs = Array.from({ length: 1 + random.integer(3) }, () => {
    if (random.chance(0.1)) return `format=${random.pick(importFormatSchema.options)}`;
    const value = random.chance(0.5)
      ? String(random.integer(200))
      : encodeURIComponent(printable(anyString(random)));
    return `${random.pick(QUERY_NAMES)}=${random.chance(0.1) ? "%e0%a4%a" : value.slice(0, 2000)}`;
  });
  return `?${pairs.join("&")}`;
}

function bodyOf(random: Random, route: Route, target: Target, question: number): Buffer {
  if (!route.bodyLimit && random.chance(0.95)) return Buffer.alloc(0);
  if (route.bodyLimit && random.chance(0.01))
    return Buffer.alloc(Math.min(route.bodyLimit, 300_000) + 1, "a");
  if (route.path.endsWith("/import")) {
    const file = Buffer.from(importFile(random) as string);
    return random.chance(0.6) ? mutateBytes(random, file) : file;
  }
  const sound = BODIES[route.operation];
  if (!sound || random.chance(0.1)) return Buffer.from(anyJson(random));
  const value = sound(random, target, question);
  const text = random.chance(0.7) ? mutateJson(random, value) : JSON.stringify(value);
  const bytes = Buffer.from(random.chance(0.02) ? `\ufeff${text}` : text);
  return random.chance(0.05) ? mutateBytes(random, bytes) : bytes;
}

function headersOf(random: Random, route: Route, target: Target, body: Buffer, isForNode: boolean): string[] {
  const headers = ["Host: 127.0.0.1"];
  const token = tokenOf(random, route, target);
  if (token) headers.push(`Authorization: ${token}`);
  if (isForNode && random.chance(0.4)) headers.push("Transfer-Encoding: chunked");
  else if (body.length > 0 || random.chance(0.05)) headers.push(`Content-Length: ${lengthOf(random, body)}`);
  // Whatever the gateway's own parser leaves to Node's.
  if (isForNode)
    headers.push(random.pick(["Expect: 200-ok", "X-Odd: \xe9", "Connection: keep-alive, X", "Cookie: a=b"]));
  if (random.chance(0.3)) headers.push(`Content-Type: ${random.pick(TYPES)}`);
  if (random.chance(0.1))
    headers.push(`If-None-Match: ${random.pick(["*", '"x"', 'W/"x"', '"', "x".repeat(3000)])}`);
  if (random.chance(0.1))
    headers.push(`If-Match: ${random.pick(['"1"', "1", "*", '"99999999999999999999"', "-1"])}`);
  if (random.chance(0.1))
    headers.push(`Accept-Encoding: ${random.pick(["br", "gzip;q=0", "*;q=0", "identity;q=0", ",,,"])}`);
  if (random.chance(0.05))
    headers.push(`Last-Event-ID: ${random.pick(["", "0", "9".repeat(400), "a.b.c", "-1"])}`);
  if (random.chance(0.05))
    headers.push(`X-Forwarded-For: ${random.pick(["::1", "1.2.3.4, 5.6.7.8", "x", ",".repeat(99)])}`);
  if (random.chance(0.03)) headers.push(`Content-Encoding: ${random.pick(["gzip", "br", "identity", "x"])}`);
  if (random.chance(0.03)) headers.push(`Range: bytes=0-1`, `Upgrade: websocket`, "Connection: Upgrade");
  if (random.chance(0.02)) headers.push(...Array.from({ length: 150 }, (_, index) => `X-${index}: ${index}`));
  if (random.chance(0.02)) headers.push(`X-Long: ${"a".repeat(random.pick([8000, 20_000, 70_000]))}`);
  if (random.chance(0.02))
    headers.push(
      random.pick(["Content-Length: 5", "Content-Length: -1", "Transfer-Encoding: identity", " folded"]),
    );
  if (random.chance(0.02)) headers.push(`Origin: ${random.pick(["null", "https://example.org", "x"])}`);
  if (random.chance(0.02)) headers.push(`X-Request-ID: ${printable(anyString(random)).slice(0, 300)}`);
  return headers;
}

function tokenOf(random: Random, { access }: Route, target: Target): string | undefined {
  if (random.chance(0.07)) return undefined;
  const { hostToken, playerTokens } = target;
  const player = random.pick(playerTokens);
  const isPlayers = access === "player" || (access === "anyone" && random.chance(0.5));
  const fitting = isPlayers ? player : hostToken;
  if (random.chance(0.05)) {
    return random.pick([
      `Bearer ${fitting}x`,
      `bearer ${fitting}`,
      fitting,
      "Bearer",
      `Bearer ${"a".repeat(9000)}`,
      "Basic Og==",
      "Bearer a.b.c",
    ]);
  }
  return `Bearer ${random.chance(0.95) ? fitting : random.pick([player, hostToken])}`;
}

function lengthOf(random: Random, body: Buffer): string {
  if (random.chance(0.97)) return String(body.length);
  return random.pick([
    String(body.length + 10),
    "0",
    "1",
    "99999999999999999999",
    "0x10",
    "+5",
    "",
    `${body.length}, ${body.length}`,
  ]);
}

const isChunked = (head: readonly string[]) =>
  head.some((line) => /^transfer-encoding: chunked$/i.test(line));

function chunked(random: Random, body: Buffer): Buffer {
  const half = random.integer(body.length + 1);
  const parts = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
  const extension = random.chance(0.05) ? ";a=b" : "";
  const chunks = parts.flatMap((part) => [
    Buffer.from(`${part.length.toString(16)}${extension}\r\n`),
    part,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([
    ...chunks,
    Buffer.from(random.chance(0.97) ? "0\r\n\r\n" : "0\r\nX-Trailer: a\r\n\r\n"),
  ]);
}

/** The characters that a head may hold, one byte each. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "");
}
