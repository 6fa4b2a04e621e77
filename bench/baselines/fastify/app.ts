import { createVerifier } from "fast-jwt";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";

/**
 * A simple Fastify server for the same answers, as a good engineer would write it in an afternoon. It checks the same
 * tokens in the same way. It has only single-choice questions and one quiz, in memory. It has no rate limits, no
 * windows that close, no audit and no live stats; Stampede has them, and they cost CPU time.
 */

/** Stores answers. The servers in this folder differ only in their store. */
export interface Store {
  /** @returns false if the player has answered this question before */
  add(answer: Answer): Promise<boolean>;
  counts(session: number, question: number): Promise<{ id: number; count: number }[]>;
  close(): Promise<void>;
}

export interface Answer {
  session: number;
  question: number;
  player: number;
  choice: number;
  elapsedMs: number;
  points: number;
  correct: boolean;
  /** Epoch ms. */
  receivedAt: number;
}

interface Session {
  id: string;
  no: number;
  /** Epoch ms. */
  openedAt: number;
  questions: { correct: number; points: number }[];
}

declare module "fastify" {
  interface FastifyRequest {
    player: { sid: string; pno: number };
  }
}

/** Serves the session in `SESSION` with the secret in `AUTH_SECRET` on `PORT`, until SIGTERM. */
export async function serve(store: Store): Promise<void> {
  const session: Session = JSON.parse(process.env.SESSION ?? "");
  const verify = createVerifier({
    key: process.env.AUTH_SECRET!,
    algorithms: ["HS256"],
    allowedIss: "stampede",
    allowedAud: "stampede",
    requiredClaims: ["exp", "iat", "sub", "role"],
    cache: 100_000,
  });
  const authenticate = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      request.player = verify(request.headers.authorization?.replace(/^Bearer /i, "") ?? "");
    } catch {
      return reply.code(401).send({ message: "The token does not verify." });
    }
  };
  const app = Fastify();
  app.decorateRequest("player", null as never);
  app.get("/healthz", async () => ({ status: "ok" }));

  app.post<{ Params: { id: string }; Body: { question: number; choice: number } }>(
    "/api/sessions/:id/answers",
    { schema: answerSchema(session.questions.length), onRequest: authenticate },
    async (request, reply) => {
      const receivedAt = Date.now();
      const { sid, pno } = request.player;
      if (sid !== session.id || request.params.id !== sid) {
        return reply.code(403).send({ message: "Not yours." });
      }
      const { question, choice } = request.body;
      const { correct: correctChoice, points } = session.questions[question - 1]!;
      const correct = choice === correctChoice;
      const elapsedMs = receivedAt - session.openedAt;
      const isNew = await store.add({
        session: session.no,
        question,
        player: pno,
        choice,
        elapsedMs,
        points: correct ? points : 0,
        correct,
        receivedAt,
      });
      return reply
        .code(isNew ? 201 : 200)
        .send({ status: isNew ? "accepted" : "repeated", question, elapsedMs });
    },
  );

  app.get<{ Params: { no: string } }>("/api/sessions/:id/questions/:no/stats", async (request) => {
    const options = await store.counts(session.no, Number(request.params.no));
    return { attempts: options.reduce((sum, option) => sum + option.count, 0), options };
  });

  process.once("SIGTERM", async () => {
    await app.close();
    await store.close();
    process.exit();
  });
  await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
}

function answerSchema(questions: number) {
  return {
    body: {
      type: "object",
      required: ["question", "choice"],
      additionalProperties: false,
      properties: {
        question: { type: "integer", minimum: 1, maximum: questions },
        choice: { type: "integer", minimum: 0, maximum: 19 },
      },
    },
    response: {
      "2xx": {
        type: "object",
        properties: {
          status: { type: "string" },
          question: { type: "integer" },
          elapsedMs: { type: "integer" },
        },
      },
    },
  };
}
