import { join } from "node:path";
import { createVerifier } from "fast-jwt";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { EmbeddedDatabase } from "../../platform/embedded-database.ts";
import { migrate } from "../../platform/migrations.ts";

/**
 * A plain Fastify server that takes the same answers into the same kind of database, an insert for each: what a
 * good engineer writes in an afternoon. It knows single choice only, keeps its one quiz in memory, and has no
 * limits, no windows that close, no books and no live figures, all of which Stampede pays for.
 */

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

const session: Session = JSON.parse(process.env.SESSION ?? "");
const database = await EmbeddedDatabase.open(join(process.env.DATA_DIR!, "database"));
await migrate(database);

const verify = createVerifier({
  key: process.env.AUTH_SECRET!,
  algorithms: ["HS256"],
  allowedIss: "stampede",
  allowedAud: "stampede",
  requiredClaims: ["exp", "iat", "sub", "role"],
  cache: 10_000,
});

async function authenticate(request: FastifyRequest, reply: FastifyReply) {
  try {
    request.player = verify(request.headers.authorization?.replace(/^Bearer /i, "") ?? "");
  } catch {
    return reply.code(401).send({ message: "The token does not verify." });
  }
}

const answerSchema = {
  body: {
    type: "object",
    required: ["question", "choice"],
    additionalProperties: false,
    properties: {
      question: { type: "integer", minimum: 1, maximum: session.questions.length },
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

const app = Fastify();
app.decorateRequest("player", null as never);

app.get("/healthz", async () => ({ status: "ok" }));

app.post<{ Params: { id: string }; Body: { question: number; choice: number } }>(
  "/api/sessions/:id/answers",
  { schema: answerSchema, onRequest: authenticate },
  async (request, reply) => {
    const receivedAt = Date.now();
    const { sid, pno } = request.player;
    if (sid !== session.id || request.params.id !== sid)
      return reply.code(403).send({ message: "Not yours." });
    const { question, choice } = request.body;
    const { correct, points } = session.questions[question - 1]!;
    const isRight = choice === correct;
    const elapsedMs = receivedAt - session.openedAt;
    const stored = await database.query(
      `insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning player_no`,
      [session.no, question, pno, choice, elapsedMs, isRight ? points : 0, isRight, new Date(receivedAt)],
    );
    const status = stored.length > 0 ? "accepted" : "repeated";
    return reply.code(stored.length > 0 ? 201 : 200).send({ status, question, elapsedMs });
  },
);

app.get<{ Params: { no: number } }>("/api/sessions/:id/questions/:no/stats", async (request) => {
  const options = await database.query<{ id: number; count: number }>(
    `select choice as id, count(*)::int as count from answers
     where session_no = $1 and question_no = $2 group by choice order by choice`,
    [session.no, request.params.no],
  );
  return { attempts: options.reduce((sum, option) => sum + option.count, 0), options };
});

process.once("SIGTERM", async () => {
  await app.close();
  await database.close();
  process.exit();
});

await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
