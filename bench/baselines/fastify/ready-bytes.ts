import Fastify from "fastify";

/** Fastify sends the same bytes with the same headers, which shows the cost of the framework alone. */
const reply: { headers: Record<string, string>; body: string } = JSON.parse(process.env.REPLY ?? "");
const body = Buffer.from(reply.body);

const app = Fastify({ keepAliveTimeout: 75_000 });
app.get("/*", (_request, answer) => {
  answer.headers(reply.headers).send(body);
});

process.once("SIGTERM", async () => {
  await app.close();
  process.exit();
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
