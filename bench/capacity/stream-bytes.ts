import { setTimeout as sleep } from "node:timers/promises";
import { hostPost, QUESTION, UNLIMITED } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** More than a leaderboard event has places. */
const PLAYERS = 100;
/** The first question has no close of an earlier one; the second one counts. */
const WARM_UPS = 1;
/** Longer than the grace, the final stats and the leaderboard need. */
const SETTLE_MS = 4000;

/**
 * The bytes on the wire that one event stream gets per question, TLS aside: a real node plays questions of pace `host`
 * with 100 players, who answer within a second, and one stream is read to the end.
 */
export async function measureStreamBytes(): Promise<number> {
  const server = await ServerProcess.stampede(UNLIMITED);
  try {
    return await playAndCount(server.baseUrl);
  } finally {
    await server.stop();
  }
}

async function playAndCount(baseUrl: string): Promise<number> {
  const questions = Array.from({ length: WARM_UPS + 1 }, () => QUESTION);
  const quiz = (await hostPost(baseUrl, "/api/quizzes", { title: "Bench", questions })) as { id: string };
  const session = (await hostPost(baseUrl, "/api/sessions", { quizId: quiz.id, pace: "host" })) as {
    id: string;
    code: string;
  };
  const tokens = await Promise.all(
    Array.from({ length: PLAYERS }, (_, index) => join(baseUrl, session.code, `Player ${index + 1}`)),
  );
  await using stream = await openStream(`${baseUrl}/api/sessions/${session.id}/events`);
  const steps = ["open", ...Array.from({ length: WARM_UPS }, () => "next")];
  for (const [index, step] of steps.entries()) {
    const before = stream.bytes();
    await hostPost(baseUrl, `/api/sessions/${session.id}/${step}`, {});
    await answerAll(baseUrl, session.id, tokens, index + 1);
    await hostPost(baseUrl, `/api/sessions/${session.id}/close`, {});
    await sleep(SETTLE_MS);
    if (index === steps.length - 1) return stream.bytes() - before;
  }
  throw new Error("no question was played");
}

async function join(baseUrl: string, code: string, nickname: string): Promise<string> {
  const reply = await fetch(`${baseUrl}/api/join`, {
    method: "POST",
    body: JSON.stringify({ code, nickname }),
  });
  if (!reply.ok) throw new Error(`A player could not join: ${reply.status} ${await reply.text()}`);
  return ((await reply.json()) as { token: string }).token;
}

/** The players answer, evenly over one second. */
async function answerAll(baseUrl: string, id: string, tokens: readonly string[], question: number) {
  const replies: Promise<Response>[] = [];
  for (const [index, token] of tokens.entries()) {
    const body = JSON.stringify({ question, choice: index % 4 });
    const headers = { Authorization: `Bearer ${token}` };
    replies.push(fetch(`${baseUrl}/api/sessions/${id}/answers`, { method: "POST", headers, body }));
    await sleep(1000 / tokens.length);
  }
  for (const reply of await Promise.all(replies)) {
    if (!reply.ok) throw new Error(`An answer was refused: ${reply.status} ${await reply.text()}`);
    await reply.arrayBuffer();
  }
}

async function openStream(url: string): Promise<AsyncDisposable & { bytes(): number }> {
  const controller = new AbortController();
  const reply = await fetch(url, { signal: controller.signal, headers: { Accept: "text/event-stream" } });
  let bytes = 0;
  const reading = (async () => {
    for await (const chunk of reply.body!) bytes += (chunk as Uint8Array).byteLength;
  })().catch(() => {});
  return {
    bytes: () => bytes,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await reading;
    },
  };
}
