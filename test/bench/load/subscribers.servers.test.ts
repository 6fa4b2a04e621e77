import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { socketIoHandshake } from "../../../bench/benchmarks/fan-out.ts";
import { Subscribers } from "../../../bench/load/subscribers.ts";
import { memoryMiB } from "../../../bench/measuring/process-memory.ts";
import { ServerProcess } from "../../../bench/servers/server-process.ts";

describe("subscribers", () => {
  test("get what an event stream sends to all, in chunks of any size", async () => {
    const streams: Socket[] = [];
    const server = createServer((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.flushHeaders();
      // Directly to the socket, so that no chunked encoding is between the writes.
      streams.push(response.socket!);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const subscribers = new Subscribers();
    try {
      const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
      await subscribers.open({ port, request, followUp: "", eventMarker: "data: ", answersPings: false }, 5);
      const delivery = subscribers.waitForMarker("question 7");
      for (const stream of streams) stream.write("data: other\n\nda");
      await new Promise(setImmediate);
      for (const stream of streams) stream.write("ta: quest");
      await new Promise(setImmediate);
      for (const stream of streams) stream.write("ion 7\n\n");
      const { subscribers: count, firstAt, lastAt } = await delivery;
      expect(count).toBe(5);
      expect(subscribers.events).toBe(5 * 2);
      expect(lastAt).toBeGreaterThanOrEqual(firstAt);
    } finally {
      subscribers.close();
      server.closeAllConnections();
      server.close();
    }
  });

  test("get what Socket.IO broadcasts", async () => {
    const server = await ServerProcess.baseline("socket-io.ts", {});
    const subscribers = new Subscribers();
    try {
      await subscribers.open(socketIoHandshake(server.port), 3);
      const delivery = subscribers.waitForMarker('"no":4');
      await fetch(`${server.baseUrl}/broadcast`, { method: "POST", body: JSON.stringify({ no: 4 }) });
      expect((await delivery).subscribers).toBe(3);
      expect(subscribers.events).toBe(3);
    } finally {
      subscribers.close();
      await server.stop();
    }
  });
});

describe("the memory of a process", () => {
  test("is near the resident set size, and is undefined without a process", () => {
    const { rss } = process.memoryUsage();
    expect(memoryMiB(process.pid)).toBeGreaterThan(rss / 2 ** 20 / 3);
    expect(memoryMiB(2 ** 22 + 1)).toBeUndefined();
  });
});
