import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Reply } from "../harness/client.ts";
import type { EventStream } from "../harness/event-stream.ts";
import type { Player, Spectator } from "../harness/player.ts";
import { wrongAnswer } from "./answering.ts";
import { at, type SessionFixture } from "./fixture.ts";
import { TELLTALES } from "./secrets.ts";

/** One thing that a player saw: where, and every byte of it, heads included. */
export interface Sight {
  where: string;
  status: number;
  head: string;
  body: string;
}

export function sightOf(where: string, reply: Reply<unknown>): Sight {
  const head = Object.entries(reply.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join("\n");
  return { where, status: reply.status, head, body: inflated(reply).toString("utf8") };
}

function inflated({ headers, raw }: Reply<unknown>): Buffer {
  if (headers["content-encoding"] === "br") return brotliDecompressSync(raw);
  return headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
}

export function streamSight(where: string, stream: EventStream): Sight {
  return { where, status: stream.status, head: "", body: stream.bytes.toString("utf8") };
}

/** A token's own claims, which its bearer can read. */
export function tokenSight(player: Player): Sight {
  const [head = "", claims = ""] = player.joined.token.split(".");
  const read = (part: string) => Buffer.from(part, "base64url").toString("utf8");
  return { where: "token", status: 0, head: read(head), body: read(claims) };
}

/** Everything that somebody can read of a session without changing it. */
export async function lookAround(fixture: SessionFixture, who: Spectator, name: string): Promise<Sight[]> {
  const sights: Sight[] = [];
  const see = async (where: string, reply: Promise<Reply<unknown>>) => {
    sights.push(sightOf(`${name}: ${where}`, await reply));
  };
  await see("state", who.state());
  for (const encoding of ["identity", "br", "gzip"]) {
    await see(`quiz, ${encoding}`, who.quiz({ "accept-encoding": encoding }));
  }
  for (let no = 1; no <= fixture.quiz.questions.length; no++) await see(`stats ${no}`, who.stats(no));
  await see("leaderboard", who.leaderboard());
  await see("me", who.read("/me"));
  const hosts = [
    `/api/quizzes/${fixture.quiz.id}`,
    `/api/quizzes/${fixture.quiz.id}/export?format=json`,
    `/api/sessions/${fixture.session.id}/report`,
    `/api/sessions/${fixture.session.id}/audit`,
  ];
  for (const path of hosts) await see(path, fixture.client.send("GET", path, { token: who.token }));
  return sights;
}

/** Everything that comes back to answers that are no good: malformed, to other questions, of another kind. */
export async function provoke(fixture: SessionFixture, player: Player, no: number): Promise<Sight[]> {
  const bodies: unknown[] = [
    {},
    { question: no },
    { question: no, choice: 99 },
    { question: no, choices: [99] },
    { question: no, choice: "x" },
    { question: no, value: "x" },
    { question: no, text: 5 },
    { question: no, text: "x", choice: 1 },
    { question: no, receipt: "x", choice: 1 },
  ];
  if (fixture.session.pace !== "self" && no < fixture.quiz.questions.length) {
    bodies.push({ question: no + 1, ...wrongAnswer(at(fixture.quiz.questions, no)) });
  }
  const sights: Sight[] = [];
  for (const body of bodies)
    sights.push(sightOf(`error to ${JSON.stringify(body)}`, await player.post(body)));
  sights.push(sightOf("error to no JSON", await player.postRaw("{")));
  return sights;
}

/** Where a sight holds a mark, whatever the case of its letters. */
export function leaks(sights: readonly Sight[], marks: readonly string[]): string[] {
  return sights.flatMap(({ where, head, body }) =>
    marks
      .filter((mark) => `${head}\n${body}`.toLowerCase().includes(mark.toLowerCase()))
      .map((mark) => `${where}: ${mark} in ${body.slice(0, 400)}`),
  );
}

/** Names of a key in what shows questions and figures; an answer's own verdict may use them. */
export function telltales(sights: readonly Sight[]): string[] {
  return sights
    .filter(({ where }) => /state|quiz|stats|stream/.test(where))
    .flatMap(({ where, body }) =>
      TELLTALES.filter((name) => body.includes(`"${name}"`)).map(
        (name) => `${where}: "${name}" in ${body.slice(0, 400)}`,
      ),
    );
}
