import { request } from "node:http";
import type { Context } from "moleculer";
import { Tokens } from "../../../../platform/auth/tokens.ts";
import { RateLimited } from "../../../../platform/errors.ts";
import type { Gateway } from "../../../../services/api/gateway.ts";
import { HttpExchange } from "../../../../services/api/http/node-request-context.ts";
import { json } from "../../../../services/api/http/request-context.ts";
import { dispatch } from "../../../../services/api/routing/dispatch.ts";
import type { Route } from "../../../../services/api/routing/route.ts";
import { httpServer } from "../http/http-server.ts";

const tokens = new Tokens("0123456789abcdef0123456789abcdef");
const ctx = {} as Context;
/** Requests that are over, as they are counted: operation and status. */
const finished: [string, number][] = [];
const gateway = {
  tokens,
  provider: undefined,
  finished: (operation: string, status: number) => finished.push([operation, status]),
} as unknown as Gateway;
const ID = "a".repeat(16);

/** What happened on the way of the last request, in order. */
let way: string[];
let params: Record<string, string>;
let route: Route;
const logged: unknown[] = [];
const { port } = httpServer((req, res) => {
  const logger = { error: (...args: unknown[]) => logged.push(args) };
  dispatch(gateway, route, new HttpExchange(req, res, params, "request-1", () => ctx), logger);
});
beforeEach(() => {
  way = [];
  params = { id: ID };
  route = routeFor("player");
  logged.length = 0;
});

function routeFor(access: Route["access"], more: Partial<Route> = {}): Route {
  return {
    method: "POST",
    path: "/api/sessions/:id/answers",
    operation: "try",
    summary: "",
    access,
    bodyLimit: 100,
    answers: {},
    limit() {
      way.push("limit");
    },
    async handle(_gateway, exchange) {
      way.push(`handle ${exchange.body} ${exchange.query}`);
      return json(200, {});
    },
    ...more,
  };
}

const player = (sessionId = ID) => tokens.player({ sessionId, sessionNo: 1, playerNo: 2, nickname: "Bo" });

/** Sends a request and answers its status, its refusal's type and whether the connection stays. */
function sent(
  token?: string,
  body = "hello",
  path = "/?a=1",
): Promise<{ status: number; type?: string; stays: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "Content-Length": Buffer.byteLength(body),
      Connection: "keep-alive",
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    };
    const call = request({ port: port(), host: "127.0.0.1", method: "POST", path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => {
        const { type } = text ? JSON.parse(text) : {};
        resolve({ status: response.statusCode ?? 0, type, stays: response.headers.connection !== "close" });
      });
    });
    call.on("error", reject);
    call.end(body);
  });
}

test("a good request goes through its limit, its body is read, and it is handled", async () => {
  expect(await sent(player())).toMatchObject({ status: 200 });
  expect(way).toEqual(["limit", "handle hello a=1"]);
});

test("every request is told of once, with its operation and what it was answered", async () => {
  finished.length = 0;
  await sent(player());
  await sent();
  expect(finished).toEqual([
    ["try", 200],
    ["try", 401],
  ]);
});

test("where every hop is to be told, so is the request, under its id", async () => {
  const told: unknown[] = [];
  gateway.tell = (operation, request) => told.push({ operation, ...request });
  await sent();
  gateway.tell = undefined;
  await sent();
  expect(told).toEqual([
    { operation: "try", requestId: "request-1", status: 401, startedAt: expect.any(Number) },
  ]);
});

test("who may not call spends no limit and is not read", async () => {
  expect(await sent()).toMatchObject({ status: 401, type: "NO_TOKEN" });
  expect(await sent("abc")).toMatchObject({ status: 401, type: "INVALID_TOKEN" });
  expect(await sent(tokens.host("ana"))).toMatchObject({ status: 403, type: "FORBIDDEN" });
  expect(await sent(player("b".repeat(16)))).toMatchObject({ status: 403 });
  expect(way).toEqual([]);
});

test.each([
  "\u0000",
  "a",
  "a".repeat(65),
  "../../etc",
  `${ID} `,
])("nothing is asked about the id %j, which is none", async (id) => {
  params = { id };
  route = routeFor("anyone");
  expect(await sent()).toMatchObject({ status: 404, type: "NOT_FOUND" });
  expect(way).toEqual([]);
});

test("who has used up a limit is refused before the body is read, and keeps a small one's connection", async () => {
  route = routeFor("player", {
    limit() {
      throw new RateLimited(1000);
    },
  });
  expect(await sent(player())).toEqual({ status: 429, type: "RATE_LIMITED", stays: true });
  expect(await sent(player(), "x".repeat(100_000))).toEqual({
    status: 429,
    type: "RATE_LIMITED",
    stays: false,
  });
  expect(way).toEqual([]);
});

test("a body over the limit is refused after the limit was spent", async () => {
  expect(await sent(player(), "x".repeat(101))).toMatchObject({ status: 413, type: "BODY_TOO_LARGE" });
  expect(way).toEqual(["limit"]);
});

test("a stray token does not shut anyone out of what is open to all", async () => {
  route = routeFor("anyone", { path: "/api/join" });
  params = {};
  expect(await sent("abc")).toMatchObject({ status: 200 });
});

test("a handler that fails is a bare 500, logged once", async () => {
  route = routeFor("player", { handle: () => Promise.reject(new Error("select * from players")) });
  expect(await sent(player())).toMatchObject({ status: 500, type: "INTERNAL_ERROR" });
  expect(logged).toHaveLength(1);
});
