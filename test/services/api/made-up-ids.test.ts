import type { ServiceSchema } from "moleculer";
import { Tokens } from "../../../platform/auth/tokens.ts";
import { newId, SessionIds } from "../../../platform/ids.ts";
import { routes } from "../../../services/api/routes/routes.ts";
import { until } from "../../harness/until.ts";
import { type Routing, SECRET, services, TestGateway } from "./gateway-parity.ts";

const tokens = new Tokens(SECRET);
const ids = new SessionIds(SECRET);
const HOST = `Authorization: Bearer ${tokens.issueHostToken("ana")}`;

/** The session ids that the gateway asked the sessions service about, and whether it asked about ids in general. */
let lookedUp: string[];
let hasAsked: boolean;

/** A sessions service that knows no session. Every action of the real one that takes an id is counted. */
const sessions: ServiceSchema = {
  name: "sessions",
  actions: {
    ...Object.fromEntries(
      [
        "get",
        "open",
        "next",
        "close",
        "end",
        "step",
        "change",
        "delete",
        "removePlayer",
        "removePlayers",
        "restorePlayer",
        "void",
        "rekey",
      ].map((name) => [
        name,
        ({ params }: { params: { id: string } }) => {
          lookedUp.push(params.id);
          return null;
        },
      ]),
    ),
    hasOtherIds() {
      hasAsked = true;
      return false;
    },
  },
};
const fakes = [sessions, ...services.filter(({ name }) => name !== "sessions")];

const sessionRoutes = routes.filter(({ path }) => path.startsWith("/api/sessions/:id"));

function requestFor(method: string, path: string, id: string, headers: string[] = []): string {
  const target = path.replace(":id", id).replace(/:\w+/, "1");
  const head = [`${method} ${target} HTTP/1.1`, "Host: here", "Connection: close", ...headers];
  return `${head.join("\r\n")}\r\nContent-Length: 2\r\n\r\n{}`;
}
const statusOf = (response: string) => Number(response.slice(9, 12));

describe.each<Routing>(["raw", "direct", "moleculerWeb"])("by the routing %s", (routing) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    lookedUp = [];
    hasAsked = false;
    gateway = await TestGateway.start(routing, fakes);
    // The first request makes the gateway ask whether there are ids without a tag.
    await until("the gateway knows that there are none", async () => {
      lookedUp = [];
      await gateway.roundTrip(requestFor("GET", "/api/sessions/:id", newId()));
      return hasAsked && lookedUp.length === 0;
    });
  });
  afterAll(() => gateway.stop());
  beforeEach(() => {
    lookedUp = [];
  });

  test("a made-up id is 404 on every route, and the sessions service gets no call", async () => {
    for (const { method, path, access } of sessionRoutes) {
      for (const suffix of ["", `?x=${newId()}`]) {
        const headers = [...(access === "host" ? [HOST] : []), 'If-None-Match: "any"'];
        const own = newId();
        if (access === "player") {
          // Any token of the session in the path proves it; one of another session is refused.
          const player = { sessionId: ids.create(), sessionNo: 1, playerNo: 1, nickname: "Bo" };
          headers.push(`Authorization: Bearer ${tokens.issuePlayerToken(player)}`);
        }
        const status = statusOf(await gateway.roundTrip(requestFor(method, path + suffix, own, headers)));
        expect([method, path, status]).toEqual([method, path, access === "player" ? 403 : 404]);
      }
    }
    for (const method of ["HEAD", "OPTIONS"]) {
      for (let count = 0; count < 10; count++) {
        const response = await gateway.roundTrip(requestFor(method, "/api/sessions/:id", newId()));
        expect(statusOf(response)).toBe(404);
      }
    }
    expect(lookedUp).toEqual([]);
  });

  test("a deleted session is looked up once, and then it is known that it does not exist", async () => {
    const id = ids.create();
    for (const suffix of ["", "/leaderboard", "/questions/1/stats", "?again"]) {
      const response = await gateway.roundTrip(requestFor("GET", `/api/sessions/:id${suffix}`, id));
      expect(statusOf(response)).toBe(404);
    }
    expect(lookedUp).toEqual([id]);
  });
});
