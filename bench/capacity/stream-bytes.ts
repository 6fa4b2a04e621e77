import { setTimeout as sleep } from "node:timers/promises";
import { type Api, createApi, expectData } from "../../client/src/api.ts";
import { type Device, thisDevice } from "../../client/src/device.ts";
import { follow } from "../../client/src/session-follower.ts";
import { createSession, UNLIMITED } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** More than a leaderboard event has places. */
const PLAYERS = 100;
/** The first question has no close of an earlier one; the second one counts. */
const WARM_UPS = 1;
/** Longer than the grace, the final stats and the leaderboard need. */
const SETTLE_MS = 4000;

/**
 * The bytes on the wire that one event stream of a player gets per question, TLS aside: a real node plays questions of pace `host`
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
  const session = await createSession(baseUrl, WARM_UPS + 1, { pace: "host" });
  const { code } = session.state!;
  const players = await Promise.all(
    Array.from({ length: PLAYERS }, (_, index) => join(baseUrl, code, `Player ${index + 1}`)),
  );
  const counter = new StreamCounter();
  const follower = follow({
    baseUrl,
    sessionId: session.id,
    device: counter.device,
    isBrief: true,
  });
  try {
    await follower.ready;
    for (let question = 1; ; question++) {
      const before = counter.bytes;
      await (question === 1 ? session.open() : session.next());
      await answerAll(players, session.id, question);
      await session.close();
      await sleep(SETTLE_MS);
      if (question > WARM_UPS) return counter.bytes - before;
    }
  } finally {
    follower.close();
  }
}

/** @returns the API with the player's token */
async function join(baseUrl: string, code: string, nickname: string): Promise<Api> {
  const sent = createApi({ baseUrl }).POST("/api/join", { body: { code, nickname } });
  return createApi({ baseUrl, token: (await expectData(sent)).token });
}

/** The players answer, evenly over one second. @throws ApiError if an answer is refused */
async function answerAll(players: readonly Api[], id: string, question: number) {
  const params = { path: { id } };
  const replies: Promise<unknown>[] = [];
  for (const [index, api] of players.entries()) {
    const body = { question, choice: index % 4 };
    replies.push(expectData(api.POST("/api/sessions/{id}/answers", { params, body })));
    await sleep(1000 / players.length);
  }
  await Promise.all(replies);
}

/** A device that counts the bytes of the bodies of event streams. */
class StreamCounter {
  bytes = 0;
  readonly device: Device = {
    ...thisDevice(),
    fetch: async (request) => {
      const reply = await fetch(request);
      if (!reply.body || !reply.headers.get("content-type")?.startsWith("text/event-stream")) return reply;
      const count = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          this.bytes += chunk.byteLength;
          controller.enqueue(chunk);
        },
      });
      return new Response(reply.body.pipeThrough(count), reply);
    },
  };
}
