import fc from "fast-check";
import { ApiError } from "../../client/src/errors.ts";
import { EventStream } from "../../client/src/event-stream.ts";
import { acceptStreams, sse } from "./scripted-stream.ts";
import { SettableDevice } from "./settable-device.ts";

const COMMENT = ":\n\n";

function setUp({ isKnown = false } = {}) {
  const device = new SettableDevice();
  const connections = acceptStreams(device);
  const events: { name: string; id: string; data: string }[] = [];
  const states: string[] = [];
  const seen = { isOver: false, spreadMs: 0, isKnown, failure: undefined as ApiError | undefined };
  const stream = new EventStream({
    request: new Request("https://quiz.example/events", { headers: { authorization: "Bearer t" } }),
    device,
    onEvent: (name, data, id) => {
      if (data === "malformed") return false;
      events.push({ name, id, data });
      return true;
    },
    onConnection: (connection, error) => {
      states.push(connection);
      seen.failure = error;
    },
    isOver: () => seen.isOver,
    isKnown: seen.isKnown,
    spreadMs: () => seen.spreadMs,
  });
  /** The connection that is under way, open. */
  const open = async () => {
    await device.settle();
    const connection = connections.at(-1)!.open();
    await device.settle();
    return connection;
  };
  const start = () => {
    stream.start();
    return open();
  };
  const ids = () => events.map(({ id }) => id);
  return { device, connections, events, ids, states, seen, stream, start, open };
}

describe("the events of a stream", () => {
  test("arrive whole, wherever the bytes are split", async () => {
    const sent = [
      { name: "state", id: "1-1", data: '{"title":"Flüsse 河 🏞️"}' },
      { name: "question", id: "2-1", data: '{"text":"Ça va?\\n"}' },
      { name: "message", id: "3-9", data: "🧪" },
    ];
    const text = `retry: 70\n${sent.map(({ name, id, data }) => `id: ${id}\r\nevent: ${name}\r\ndata: ${data}\r\n\r\n`).join(COMMENT)}`;
    const bytes = new TextEncoder().encode(text);
    const cuts = fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const { device, events, start, stream } = setUp();
        const connection = await start();
        const edges = [0, ...at.sort((a, b) => a - b), bytes.length];
        edges.slice(1).forEach((end, index) => void connection.send(bytes.slice(edges[index]!, end)));
        for (let n = 0; n < 4; n++) await device.settle();
        expect(events).toEqual(sent);
        stream.close();
      }),
      { numRuns: 40 },
    );
  });

  test("a malformed one is skipped, and its id is not sent back", async () => {
    const { connections, device, ids, start } = setUp();
    const connection = await start();
    connection.send(sse("state", "1-1", {}), "id: 2-1\nevent: state\ndata: malformed\n\n", COMMENT);
    connection.send("nonsense\n\n", "retry: soon\n\n", "data\n\n");
    await device.settle();
    connection.break();
    await device.advance(1000);
    expect(ids()).toEqual(["1-1", ""]);
    expect(connections.map((one) => one.lastEventId)).toEqual([null, "1-1"]);
  });

  test("one that does not end is given up", async () => {
    const { connections, device, start } = setUp();
    const connection = await start();
    for (let n = 0; n < 3; n++) connection.send(`data: ${"x".repeat(600_000)}`);
    await device.advance(1000);
    expect(connection.isGivenUp).toBe(true);
    expect(connections).toHaveLength(2);
  });
});

describe("a stream comes back", () => {
  test("after the last id of which all events have come", async () => {
    const { connections, device, ids, open, start } = setUp();
    const first = await start();
    expect(first.request.headers.get("authorization")).toBe("Bearer t");
    // The connection may have broken between two events with the id 2-1.
    first.send(sse("state", "1-1", {}), sse("closed", "2-1", {}));
    await device.settle();
    first.break();
    await device.advance(1000);
    // After a comment nothing of 2-1 can be missing.
    (await open()).send(sse("closed", "2-1", {}), sse("question", "2-1", {}), COMMENT);
    await device.settle();
    connections.at(-1)!.break();
    await device.advance(1000);
    // Nothing has come: it is asked for from the same place.
    (await open()).break();
    await device.advance(2000);
    expect(ids()).toEqual(["1-1", "2-1", "2-1", "2-1"]);
    expect(connections.map((one) => one.lastEventId)).toEqual([null, "1-1", "2-1", "2-1"]);
  });

  test("when a planned stop asks for it, and not before, even if the page is shown meanwhile", async () => {
    const { connections, device, start, states, stream } = setUp();
    const connection = await start();
    connection.send(sse("state", "1-1", {}), "retry: 5600\n\n").end();
    await device.advance(5599);
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(1);
    await device.advance(1);
    expect(connections[1]!.lastEventId).toBe("1-1");
    expect(states).toEqual(["open", "waiting", "connecting"]);
  });

  test("after the time that the server has given it for such a case, if the connection breaks", async () => {
    const { connections, device, start, stream } = setUp();
    const connection = await start();
    connection.send(sse("state", "1-1", {}), "retry: 9000\n\n:\n\n");
    await device.settle();
    connection.break();
    await device.settle();
    await device.advance(9000);
    expect(connections).toHaveLength(1);
    await device.advance(1000);
    expect(connections).toHaveLength(2);
    connections[1]!.send(sse("state", "1-1", {}), "retry: 9000\n\n:\n\n");
    await device.settle();
    connections[1]!.break();
    await device.settle();
    // It is no wish of the server's: a device that returns does not wait.
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(3);
  });

  test("spread over the time that a crowd needs, and at once if the device returns", async () => {
    const { connections, device, seen, start, stream } = setUp();
    seen.spreadMs = 10_000;
    (await start()).break();
    // Half of 10 s, and a short wait.
    await device.advance(5000);
    expect(connections).toHaveLength(1);
    await device.advance(500);
    expect(connections).toHaveLength(2);
    connections[1]!.break();
    await device.settle();
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(3);
    stream.close();
  });

  test("after the page of a proxy, if what it streams is known to exist", async () => {
    const { connections, device, seen, stream } = setUp({ isKnown: true });
    stream.start();
    await device.settle();
    connections[0]!.refuse(403);
    await device.advance(1000);
    expect(connections).toHaveLength(2);
    connections[1]!.refuse(404, { type: "NOT_FOUND", message: "" });
    await device.settle();
    expect(seen.failure).toMatchObject({ type: "NOT_FOUND" });
  });

  test("later each time while it fails, and soon again after a connection that lasted", async () => {
    const { connections, device, open, stream } = setUp();
    stream.start();
    const waits: number[] = [];
    for (let n = 0; n < 7; n++) {
      await device.settle();
      connections.at(-1)!.break();
      await device.settle();
      const [since, count] = [device.ticks, connections.length];
      while (connections.length === count) await device.advance(125);
      waits.push(device.ticks - since);
    }
    // Three quarters of 500, 1,000 … 8,000 ms: half is fixed, half is random.
    expect(waits).toEqual([375, 750, 1500, 3000, 6000, 6000, 6000]);
    const connection = await open();
    await device.advance(15_000);
    connection.break();
    await device.advance(375);
    expect(connections).toHaveLength(9);
  });

  test.each([429, 503])("as late as a %d asks for", async (status) => {
    const { connections, device, stream } = setUp();
    stream.start();
    await device.settle();
    connections[0]!.refuse(status, undefined, { "retry-after": "7" });
    await device.advance(6900);
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(1);
    await device.advance(500);
    expect(connections).toHaveLength(2);
  });

  test("at the latest after five minutes, whatever a proxy asks for", async () => {
    const { connections, device, stream } = setUp();
    stream.start();
    await device.settle();
    connections[0]!.refuse(503, undefined, { "retry-after": "99999999" });
    await device.advance(300_000);
    expect(connections).toHaveLength(2);
  });

  test("from a network that replies with a page of its own", async () => {
    const { connections, device, events, open, start } = setUp();
    (await start()).break();
    await device.advance(1000);
    connections.at(-1)!.open("text/html").send("data: <html>\n\n");
    await device.advance(1000);
    connections.at(-1)!.refuse(404);
    await device.advance(4000);
    (await open()).send(sse("state", "1-1", {}));
    await device.settle();
    expect(events).toHaveLength(1);
  });

  test("if the reply does not begin in 15 s", async () => {
    const { connections, device, states, stream } = setUp();
    stream.start();
    await device.advance(14_999);
    expect(states).toEqual([]);
    await device.advance(1);
    await device.settle();
    expect(states).toEqual(["waiting"]);
    expect(connections[0]!.isGivenUp).toBe(true);
  });

  test("if the first reply after a connection does not begin in 4 s, and later ones in twice as much", async () => {
    const { connections, device, start, stream } = setUp();
    await start();
    await device.advance(5000);
    stream.wake();
    const times: number[] = [];
    for (let n = 1; n <= 4; n++) {
      await device.settle();
      const [since, connection] = [device.ticks, connections.at(-1)!];
      while (!connection.isGivenUp) await device.advance(500);
      times.push(device.ticks - since);
      stream.wake();
    }
    expect(times).toEqual([4000, 8000, 15_000, 15_000]);
  });

  test("after 40 s of silence; comments are no silence", async () => {
    const { connections, device, start, states } = setUp();
    const connection = await start();
    for (let n = 0; n < 10; n++) {
      await device.advance(15_000);
      connection.send(COMMENT);
      await device.settle();
    }
    await device.advance(39_999);
    expect(states).toEqual(["open"]);
    await device.advance(1000);
    expect(connections).toHaveLength(2);
    expect(connection.isGivenUp).toBe(true);
  });
});

describe("a device that wakes", () => {
  test("replaces a connection that was silent, with no wait", async () => {
    const { connections, device, start, stream } = setUp();
    const connection = await start();
    await device.advance(5000);
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(2);
    expect(connection.isGivenUp).toBe(true);
  });

  test.each([false, true])("knows how long it slept, if its ticks went on: %s", async (ticksGoOn) => {
    const { connections, device, start, stream } = setUp();
    await start();
    await device.sleep(30_000, { ticksGoOn });
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(2);
  });

  test("keeps a connection that was just heard of", async () => {
    const { connections, device, start, stream } = setUp();
    const connection = await start();
    await device.advance(14_000);
    connection.send(COMMENT);
    await device.advance(3000);
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(1);
  });

  test("does not trust bytes that waited while it slept, but takes them", async () => {
    const { connections, device, ids, start } = setUp();
    const connection = await start();
    device.clock += 300_000;
    connection.send(sse("state", "1-1", {}));
    await device.settle();
    expect(ids()).toEqual(["1-1"]);
    expect(connections).toHaveLength(2);
  });

  test("ends a wait", async () => {
    const { connections, device, start, stream } = setUp();
    (await start()).break();
    await device.settle();
    stream.wake();
    await device.settle();
    expect(connections).toHaveLength(2);
  });
});

describe("a stream ends for good", () => {
  test.each([
    [401, "INVALID_TOKEN"],
    [403, "FORBIDDEN"],
    [404, "NOT_FOUND"],
  ] as const)("by a %d", async (status, type) => {
    const { connections, device, open, seen, start, states } = setUp();
    (await start()).break();
    await device.advance(1000);
    connections.at(-1)!.refuse(status, { type, message: "No." });
    await device.advance(600_000);
    expect(connections).toHaveLength(2);
    expect(states.at(-1)).toBe("closed");
    expect(seen.failure).toBeInstanceOf(ApiError);
    expect(seen.failure).toMatchObject({ status, type, message: "No." });
    await open();
    expect(device.pendingTimers).toBe(0);
  });

  test("by a 404 of another server, if it was never open", async () => {
    const { connections, device, seen, stream } = setUp();
    stream.start();
    await device.settle();
    connections[0]!.refuse(404);
    await device.settle();
    expect(seen.failure).toMatchObject({ status: 404 });
  });

  test("when the server ends it and nothing more is expected, but not by a planned stop", async () => {
    const { connections, device, open, seen, start, states } = setUp();
    seen.isOver = true;
    (await start()).send("retry: 1000\n\n").end();
    await device.advance(1000);
    (await open()).break();
    await device.advance(1000);
    (await open()).end();
    await device.advance(600_000);
    expect(connections).toHaveLength(3);
    expect(states.at(-1)).toBe("closed");
    expect(seen.failure).toBeUndefined();
  });

  test("when it is closed: in a listener, while it connects, and while it waits", async () => {
    const inListener = setUp();
    const onEvent = (await inListener.start()).send(sse("state", "1-1", {}));
    inListener.events.push = () => {
      inListener.stream.close();
      return 1;
    };
    onEvent.send(sse("state", "2-1", {}) + sse("state", "3-1", {}));
    await inListener.device.settle();

    const connecting = setUp();
    connecting.stream.start();
    connecting.stream.close();

    const waiting = setUp();
    (await waiting.start()).break();
    await waiting.device.settle();
    waiting.stream.close();

    for (const { device, connections, stream, states } of [inListener, connecting, waiting]) {
      await device.advance(100_000);
      stream.wake();
      stream.close();
      expect(device.pendingTimers).toBe(0);
      expect(connections).toHaveLength(1);
      expect(connections[0]!.isGivenUp).toBe(true);
      expect(states.filter((state) => state === "closed")).toHaveLength(1);
    }
  });
});
