import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { socketIoHandshake } from "../../../bench/benchmarks/fan-out.ts";
import { Listeners } from "../../../bench/load/subscribers.ts";
import { memoryMiB } from "../../../bench/measuring/process-memory.ts";
import { ServerProcess } from "../../../bench/servers/server-process.ts";

describe("a crowd that listens", () => {
  test("hears what a stream sends to all, however it is cut", async () => {
    const streams: Socket[] = [];
    const server = createServer((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.flushHeaders();
      // Past the framing of chunks, which would stand in between.
      streams.push(response.socket!);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const listeners = new Listeners();
    try {
      const hello = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
      await listeners.open({ port, hello, reply: "", eventMark: "data: ", answersPings: false }, 5);
      const heard = listeners.hear("question 7");
      for (const stream of streams) stream.write("data: other\n\nda");
      await new Promise(setImmediate);
      for (const stream of streams) stream.write("ta: quest");
      await new Promise(setImmediate);
      for (const stream of streams) stream.write("ion 7\n\n");
      const { listeners: many, firstAt, lastAt } = await heard;
      expect(many).toBe(5);
      expect(listeners.events).toBe(5 * 2);
      expect(lastAt).toBeGreaterThanOrEqual(firstAt);
    } finally {
      listeners.close();
      server.closeAllConnections();
      server.close();
    }
  });

  test("hears what Socket.IO broadcasts", async () => {
    const peer = await ServerProcess.peer("socket-io.ts", {});
    const listeners = new Listeners();
    try {
      await listeners.open(socketIoHandshake(peer.port), 3);
      const heard = listeners.hear('"no":4');
      await fetch(`${peer.baseUrl}/broadcast`, { method: "POST", body: JSON.stringify({ no: 4 }) });
      expect((await heard).listeners).toBe(3);
      expect(listeners.events).toBe(3);
    } finally {
      listeners.close();
      await peer.stop();
    }
  });
});

describe("the memory of a process", () => {
  test("is near what it says itself, and is not there for no process", () => {
    const { rss } = process.memoryUsage();
    expect(memoryMiB(process.pid)).toBeGreaterThan(rss / 2 ** 20 / 3);
    expect(memoryMiB(2 ** 22 + 1)).toBeUndefined();
  });
});
