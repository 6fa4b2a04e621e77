import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Reply } from "../harness/client.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { Host } from "../harness/host.ts";
import type { Player, Spectator } from "../harness/player.ts";
import { at, type SessionFixture } from "./fixture.ts";
import { KEY_NAMES } from "./key-markers.ts";
import { wrongAnswer } from "./random-answers.ts";

/** One reply or stream that a player saw: where, and all its bytes, headers included. */
export interface Observation {
  where: string;
  status: number;
  headers: string;
  body: string;
}

export function observationOf(where: string, reply: Reply<unknown>): Observation {
  const headers = Object.entries(reply.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join("\n");
  return { where, status: reply.status, headers, body: decompressed(reply).toString("utf8") };
}

function decompressed({ headers, raw }: Reply<unknown>): Buffer {
  if (headers["content-encoding"] === "br") return brotliDecompressSync(raw);
  return headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
}

export function streamObservation(where: string, stream: EventStream): Observation {
  return { where, status: stream.status, headers: "", body: stream.bytes.toString("utf8") };
}

/** The header and claims of a token, which its owner can decode. */
export function tokenObservation(player: Player): Observation {
  const [header = "", claims = ""] = player.joined.token.split(".");
  const decode = (part: string) => Buffer.from(part, "base64url").toString("utf8");
  return { where: "token", status: 0, headers: decode(header), body: decode(claims) };
}

/** Reads every route of a session that changes nothing, as `reader`. */
export async function readEverything(
  fixture: SessionFixture,
  reader: Spectator,
  name: string,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  const observe = async (where: string, reply: Promise<Reply<unknown>>) => {
    observations.push(observationOf(`${name}: ${where}`, await reply));
  };
  await observe("state", reader.state());
  for (const encoding of ["identity", "br", "gzip"]) {
    await observe(`quiz, ${encoding}`, reader.quiz({ "accept-encoding": encoding }));
  }
  for (let no = 1; no <= fixture.quiz.questions.length; no++) await observe(`stats ${no}`, reader.stats(no));
  await observe("leaderboard", reader.leaderboard());
  await observe("me", reader.me());
  const { quiz, session } = fixture;
  const asHost = new Host(fixture.client, reader.token);
  await observe("the host's quiz", asHost.readQuiz(quiz.id));
  await observe("the host's export", asHost.exportQuiz(quiz.id, "json"));
  await observe("the host's report", asHost.report(session.id));
  await observe("the host's audit", asHost.audit(session.id));
  return observations;
}

/** The replies to invalid answers: malformed, to other questions, of another kind. */
export async function sendInvalidAnswers(
  fixture: SessionFixture,
  player: Player,
  no: number,
): Promise<Observation[]> {
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
  const observations: Observation[] = [];
  for (const body of bodies)
    observations.push(observationOf(`error to ${JSON.stringify(body)}`, await player.post(body)));
  observations.push(observationOf("error to no JSON", await player.postRaw("{")));
  return observations;
}

/** A message for each marker in an observation, ignoring case. */
export function markersIn(observations: readonly Observation[], markers: readonly string[]): string[] {
  return observations.flatMap(({ where, headers, body }) =>
    markers
      .filter((marker) => `${headers}\n${body}`.toLowerCase().includes(marker.toLowerCase()))
      .map((marker) => `${where}: ${marker} in ${body.slice(0, 400)}`),
  );
}

/**
 * A message for each key name in an observation of questions or stats. The verdict on an answer may use these names.
 */
export function keyNamesIn(observations: readonly Observation[]): string[] {
  return observations
    .filter(({ where }) => /state|quiz|stats|stream/.test(where))
    .flatMap(({ where, body }) =>
      KEY_NAMES.filter((name) => body.includes(`"${name}"`)).map(
        (name) => `${where}: "${name}" in ${body.slice(0, 400)}`,
      ),
    );
}
