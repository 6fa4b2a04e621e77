import { request as httpRequest } from "node:http";
import type { Context } from "moleculer";
import { Tokens } from "../../../../platform/auth/tokens.ts";
import { RateLimited } from "../../../../platform/errors.ts";
import type { Gateway } from "../../../../services/api/gateway.ts";
import { NodeRequestContext } from "../../../../services/api/http/node-request-context.ts";
import { json } from "../../../../services/api/http/response.ts";
import { dispatch } from "../../../../services/api/routing/dispatch.ts";
import type { Route } from "../../../../services/api/routing/route.ts";
import { httpServer } from "../http/http-server.ts";

const tokens = new Tokens("0123456789abcdef0123456789abcdef");
const ctx = {} as Context;
/** Finished requests as the gateway counts them: operation and status. */
const finished: [string, number][] = [];
const gateway = {
  tokens,
  provider: undefined,
  lookups: { mayExist: () => true },
  onRequestFinished: (operation: string, status: number) => finished.push([operation, status]),
} as unknown as Gateway;
const ID = "a".repeat(16);

/** The steps of the last request, in order. */
let steps: string[];
let params: Record<string, string>;
let route: Route;
const logged: unknown[] = [];
const { port } = httpServer((req, res) => {
  const logger = { error: (...args: unknown[]) => logged.push(args) };
  dispatch(gateway, route, new NodeRequestContext(req, res, params, "request-1", () => ctx), logger);
});
beforeEach(() => {
  steps = [];
  params = { id: ID };
  route = routeFor("player");
  logged.length = 0;
});

function routeFor(access: Route["access"], more: Partial<Route> = {}): Route {
  return {
    method: "POST",
    path: "/api/sessions/:id/answers",
    operation: "try",
    tag: "operations",
    summary: "",
    access,
    bodyLimit: 100,
    responses: {},
    limit() {
      steps.push("limit");
    },
    async handle(_gateway, request) {
      steps.push(`handle ${request.body} ${request.query}`);
      return json(200, {});
    },
    ...more,
  };
}

const player = (sessionId = ID) =>
  tokens.issuePlayerToken({ sessionId, sessionNo: 1, playerNo: 2, nickname: "Bo" });

/** Sends a request; returns its status, its error's type, and whether the connection stays open. */
function send(
  token?: string,
  body = "hello",
  path = "/?a=1",
): Promise<{ status: number; type?: string; staysOpen: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "Content-Length": Buffer.byteLength(body),
      Connection: "keep-alive",
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    };
    const call = httpRequest(
      { port: port(), host: "127.0.0.1", method: "POST", path, headers },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          const { type } = text ? JSON.parse(text) : {};
          resolve({
            status: response.statusCode ?? 0,
            type,
            staysOpen: response.headers.connection !== "close",
          });
        });
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

test("an accepted request is rate-limited, its body is read, and it is handled", async () => {
  expect(await send(player())).toMatchObject({ status: 200 });
  expect(steps).toEqual(["limit", "handle hello a=1"]);
});

test("every request is counted once, with its operation and status", async () => {
  finished.length = 0;
  await send(player());
  await send();
  expect(finished).toEqual([
    ["try", 200],
    ["try", 401],
  ]);
});

test("if every request is to be logged, it is, with its id", async () => {
  const logs: unknown[] = [];
  gateway.logRequest = (operation, request) => logs.push({ operation, ...request });
  await send();
  gateway.logRequest = undefined;
  await send();
  expect(logs).toEqual([
    { operation: "try", requestId: "request-1", status: 401, startedAt: expect.any(Number) },
  ]);
});

test("an unauthorized request uses up no limit, and its body is not read", async () => {
  expect(await send()).toMatchObject({ status: 401, type: "NO_TOKEN" });
  expect(await send("abc")).toMatchObject({ status: 401, type: "INVALID_TOKEN" });
  expect(await send(tokens.issueHostToken("ana"))).toMatchObject({ status: 403, type: "FORBIDDEN" });
  expect(await send(player("b".repeat(16)))).toMatchObject({ status: 403 });
  expect(steps).toEqual([]);
});

test.each([
  "\u0000",
  "a",
  "a".repeat(65),
  "../../etc",
  `${ID} `,
])("%j is not an id: nothing is looked up", async (id) => {
  params = { id };
  route = routeFor("anyone");
  expect(await send()).toMatchObject({ status: 404, type: "NOT_FOUND" });
  expect(steps).toEqual([]);
});

test("a rate-limited request gets its error before the body is read; the connection stays open if the body is small", async () => {
  route = routeFor("player", {
    limit() {
      throw new RateLimited(1000);
    },
  });
  expect(await send(player())).toEqual({ status: 429, type: "RATE_LIMITED", staysOpen: true });
  expect(await send(player(), "x".repeat(100_000))).toEqual({
    status: 429,
    type: "RATE_LIMITED",
    staysOpen: false,
  });
  expect(steps).toEqual([]);
});

test("a body that is too large is rejected after the rate limit", async () => {
  expect(await send(player(), "x".repeat(101))).toMatchObject({ status: 413, type: "BODY_TOO_LARGE" });
  expect(steps).toEqual(["limit"]);
});

test("an invalid token is ignored by a route that needs none", async () => {
  route = routeFor("anyone", { path: "/api/join" });
  params = {};
  expect(await send("abc")).toMatchObject({ status: 200 });
});

test("a handler that fails gives a 500 without details, and is logged once", async () => {
  route = routeFor("player", { handle: () => Promise.reject(new Error("select * from players")) });
  expect(await send(player())).toMatchObject({ status: 500, type: "INTERNAL_ERROR" });
  expect(logged).toHaveLength(1);
});
