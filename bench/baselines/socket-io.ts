import { createServer } from "node:http";
import { Server } from "socket.io";

/** Socket.IO as in its guide. `POST /broadcast` sends its body to all connected clients. */
const server = createServer(async (request, response) => {
  if (request.method === "POST") {
    const body = Buffer.concat(await request.toArray()).toString();
    io.emit("question", JSON.parse(body));
  }
  response.end();
});
const io = new Server(server, { transports: ["websocket"] });
server.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 4096 });

process.once("SIGTERM", () => process.exit());
