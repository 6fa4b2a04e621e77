import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { drive, requestText } from "../../../bench/load/load.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const http = (listener: RequestListener) => listening(createServer(listener));

/** A server that replies to each chunk with these bytes, one at a time. */
const dripping = (bytes: string) =>
  listening(
    createSocketServer((socket: Socket) => {
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("data", async () => {
        for (const byte of bytes) {
          socket.write(byte);
          await new Promise(setImmediate);
        }
      });
    }),
  );

const once60 = { connections: 1, seconds: 60 };

describe("the load generator", () => {
  test("sends each request once, over all connections, and returns the bodies in order", async () => {
    const seen: string[] = [];
    const sockets = new Set<unknown>();
    const port = await http((request, response) => {
      sockets.add(request.socket);
      seen.push(request.url ?? "");
      response.statusCode = seen.length % 2 ? 201 : 200;
      response.end(`to ${request.url}`);
    });
    const paths = Array.from({ length: 100 }, (_, index) => `/${index}`);
    const requests = paths.map((path) => requestText("GET", path));
    const outcome = await drive({
      port,
      connections: 7,
      requests,
      maxRequests: 100,
      seconds: 60,
      keepBodies: true,
    });
    expect([...seen].sort()).toEqual([...paths].sort());
    expect(outcome.bodies).toEqual(paths.map((path) => `to ${path}`));
    expect(outcome.statuses).toEqual({ 200: 50, 201: 50 });
    expect(outcome.replies).toBe(100);
    expect(sockets.size).toBe(7);
  });

  test("sends a body and a token", async () => {
    let received: unknown;
    const port = await http(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      received = { url: request.url, token: request.headers.authorization, body: JSON.parse(body) };
      response.end();
    });
    await drive({
      port,
      requests: [requestText("POST", "/x", "T", { text: "ü" })],
      maxRequests: 1,
      ...once60,
    });
    expect(received).toEqual({ url: "/x", token: "Bearer T", body: { text: "ü" } });
  });

  test("ends when its time is over", async () => {
    let requests = 0;
    const port = await http((_request, response) => {
      requests++;
      response.end("ok");
    });
    const job = { port, connections: 2, requests: [requestText("GET", "/")], maxRequests: 1e9, seconds: 0.2 };
    const { replies, seconds } = await drive(job);
    // It waits for the replies of requests that are in flight at the end.
    expect(replies).toBe(requests);
    expect(seconds).toBeGreaterThanOrEqual(0.2);
  });

  test("reads replies from chunks of any size", async () => {
    const port = await dripping("HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\nhallo");
    const outcome = await drive({
      port,
      requests: [requestText("GET", "/")],
      maxRequests: 3,
      keepBodies: true,
      ...once60,
    });
    expect(outcome.bodies).toEqual(["hallo", "hallo", "hallo"]);
    expect(outcome.statuses).toEqual({ 201: 3 });
  });

  test("measures from the request to the last byte of the reply", async () => {
    const port = await http((_request, response) => {
      setTimeout(() => response.end("late"), 50);
    });
    const { latencyMs } = await drive({
      port,
      requests: [requestText("GET", "/")],
      maxRequests: 3,
      ...once60,
    });
    expect(latencyMs.p50).toBeGreaterThanOrEqual(49);
    expect(latencyMs.max).toBeGreaterThanOrEqual(latencyMs.p50);
  });

  test("fails if the server closes a connection", async () => {
    const port = await listening(
      createSocketServer((socket: Socket) => socket.once("data", () => socket.end())),
    );
    const job = { port, requests: [requestText("GET", "/")], maxRequests: 1, ...once60 };
    await expect(drive(job)).rejects.toThrow("closed a connection");
  });

  test("fails if a reply has no Content-Length", async () => {
    const port = await dripping("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    const job = { port, requests: [requestText("GET", "/")], maxRequests: 1, ...once60 };
    await expect(drive(job)).rejects.toThrow("A reply without Content-Length");
  });
});
