import { createServer } from "node:http";

/** The minimal work for a write: node:http parses the body and replies 201. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    if (request.method !== "POST") return response.end();
    const { question } = JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify({ status: "accepted", question, elapsedMs: 1 });
    response.writeHead(201, { "Content-Type": "application/json", "Content-Length": body.length });
    response.end(body);
  });
});
server.keepAliveTimeout = 75_000;
server.listen(Number(process.env.PORT), "127.0.0.1");

process.once("SIGTERM", () => process.exit());
