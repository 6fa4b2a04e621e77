import { createServer } from "node:http";

/**
 * The minimal work for a read: node:http sends the same bytes with the same headers for every request.
 */

const reply: { headers: Record<string, string>; body: string } = JSON.parse(process.env.REPLY ?? "");
const body = Buffer.from(reply.body);

const server = createServer((_request, response) => {
  response.writeHead(200, reply.headers);
  response.end(body);
});
server.keepAliveTimeout = 75_000;
server.listen(Number(process.env.PORT), "127.0.0.1");

process.once("SIGTERM", () => process.exit());
