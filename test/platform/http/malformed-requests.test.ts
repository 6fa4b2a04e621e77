import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { handleClientErrors } from "../../../platform/http/malformed-requests.ts";

test.each([
  "GARBAGE\r\n\r\n",
  "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
  `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
])("%.30j gets a 400 in the API's error format", async (request) => {
  const server = createServer((_req, res) => res.end("handled"));
  handleClientErrors(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(request);
  const [head, body = ""] = (await text(socket)).split("\r\n\r\n");
  server.close();
  expect(head).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(body)).toMatchObject({ code: 400, type: "BAD_REQUEST" });
});
