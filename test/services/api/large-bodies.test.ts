import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Tokens } from "../../../platform/auth/tokens.ts";
import { ID, SECRET, TestGateway } from "./gateway-parity.ts";

const MIB = 1024 * 1024;
const TIMES = 6;
const tokens = new Tokens(SECRET);
const player = (playerNo: number) =>
  `Bearer ${tokens.issuePlayerToken({ sessionId: ID, sessionNo: 1, playerNo, nickname: "Bo" })}`;
const host = `Bearer ${tokens.issueHostToken("ana")}`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start("raw");
});
afterAll(() => gateway.stop());

const answers = `/api/sessions/${ID}/answers`;
/** Each time another player, because of the rate limit. */
const players = (time: number) => player(10 + time);
const cases: [string, number, string, string | ((time: number) => string), number][] = [
  ["an answer 5 MiB over its limit", 413, answers, players, 8 * 1024 + 5 * MIB],
  ["an answer one byte over its limit", 413, answers, players, 8 * 1024 + 1],
  ["a join", 413, "/api/join", "", 5 * MIB],
  ["an import 5 MiB over its limit", 413, "/api/quizzes/import", host, 9 * MIB],
  ["an answer without a token", 401, answers, "", 5 * MIB],
  ["an answer with a bad token", 401, answers, "Bearer a.b.c", 5 * MIB],
  ["a host's answer", 403, answers, host, 5 * MIB],
  ["a body for no route", 404, "/api/nothing", host, 5 * MIB],
];

test.each(
  cases,
)("%s: fetch sees the %i, however often, by length and in chunks", async (_, status, path, authorization, size) => {
  const url = `http://127.0.0.1:${gateway.port}${path}`;
  const bytes = Buffer.alloc(size, "x");
  const inChunks = () => ({ body: new Blob([bytes]).stream(), duplex: "half" as const });
  const statuses: unknown[] = [];
  for (let time = 0; time < TIMES; time++) {
    const headers = {
      Authorization: typeof authorization === "string" ? authorization : authorization(time),
    };
    const body = time % 2 === 0 ? { body: bytes } : inChunks();
    const reply = await fetch(url, { method: "POST", headers, ...body }).catch((error) => error.cause);
    statuses.push(reply.status ?? reply);
    if (reply.status) expect(await reply.json()).toMatchObject({ code: status });
  }
  expect(statuses).toEqual(Array(TIMES).fill(status));
});

test("a client that reads only after it has sent all of a body gets the 413", async () => {
  for (let time = 0; time < 5; time++) {
    const socket = connect(gateway.port, "127.0.0.1").pause();
    const head = ["POST /api/quizzes/import HTTP/1.1", "Host: a", `Authorization: ${host}`];
    socket.write([...head, `Content-Length: ${9 * MIB}`, "", ""].join("\r\n"));
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.write(Buffer.alloc(9 * MIB), (error) => (error ? reject(error) : resolve()));
    });
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 .*BODY_TOO_LARGE/s);
  }
});

/** Sends a head, waits for the first reply, then sends the body if it was asked for; returns all that came back. */
async function expectContinue(headers: string[]): Promise<string> {
  const socket = connect(gateway.port, "127.0.0.1");
  socket.write(
    [`POST ${answers} HTTP/1.1`, "Host: a", "Expect: 100-continue", ...headers, "", ""].join("\r\n"),
  );
  socket.once("data", (reply) => {
    if (String(reply).startsWith("HTTP/1.1 100 ")) socket.write("{}");
  });
  return text(socket);
}

test("a client that waits for `100 Continue` gets it only if its body is wanted", async () => {
  const small = ["Content-Length: 2", "Connection: close"];
  const refused = await Promise.all([
    expectContinue([...small, "Authorization: Bearer a.b.c"]),
    expectContinue([`Authorization: ${player(3)}`, "Content-Length: 9000"]),
  ]);
  expect(refused.map((reply) => reply.slice(9, 12))).toEqual(["401", "413"]);
  for (const reply of refused) expect(reply).not.toContain("100 Continue");
  expect(await expectContinue([...small, `Authorization: ${player(4)}`])).toMatch(
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /,
  );
});
