import { jest } from "@jest/globals";
import fc from "fast-check";
import { follow, SessionFollower } from "../../client/src/session-follower.ts";
import type { StreamEvent, StreamPayloads } from "../../client/src/types.ts";
import { acceptStreams, sse } from "./scripted-stream.ts";
import { SettableDevice, waitOn } from "./settable-device.ts";

const at = (ms: number) => new Date(Date.parse("2026-01-01T00:00:00.000Z") + ms).toISOString();
const session = (fields: object, ms = 0) => ({ id: "s1", state: "open", now: at(ms), ...fields });
const stats = (question: number, attempts: number, ms = attempts) => ({
  question,
  attempts,
  asOf: at(ms),
  now: at(ms),
});
const board = (players: number, ms = players) => ({ places: [], players, asOf: at(ms), now: at(ms) });

function setUp(options: object = {}) {
  const device = new SettableDevice();
  const connections = acceptStreams(device);
  const follower = new SessionFollower({
    baseUrl: "https://quiz.example/",
    sessionId: "s1",
    token: "t",
    device,
    ...options,
  });
  const open = async (...events: string[]) => {
    await device.settle();
    connections
      .at(-1)!
      .open()
      .send(...events);
    await device.settle();
    return connections.at(-1)!;
  };
  const start = (...events: string[]) => {
    follower.start();
    return open(...events);
  };
  return { device, connections, follower, open, start };
}

describe("the newest that a follower knows", () => {
  test("is what the stream has told; `ready` and `ended` are the first state and the last", async () => {
    const { connections, device, follower, start } = setUp();
    const [ready, ended] = [waitOn(follower.ready), waitOn(follower.ended)];
    const connection = await start(sse("state", "1-1", session({ state: "lobby" })));
    expect(connections[0]!.request.url).toBe("https://quiz.example/api/sessions/s1/events");
    expect(connections[0]!.request.headers.get("authorization")).toBe("Bearer t");
    expect(ready.value).toMatchObject({ state: "lobby" });
    connection.send(sse("stats", "1-2", stats(1, 5)), sse("leaderboard", "1-2", board(3)));
    const last = session({ state: "ended" }, 9);
    connection.send(sse("state", "2-2", last), sse("ended", "2-2", last), sse("stats", "2-3", stats(2, 7)));
    await device.settle();
    expect(ended.value).toEqual(last);
    // What comes after the end still counts.
    expect([...follower.stats.values()].map(({ attempts }) => attempts)).toEqual([5, 7]);
    expect(follower.leaderboard?.players).toBe(3);
    expect(follower.connection).toBe("open");
    follower.close();
  });

  test("is not replaced by something older, and listeners do not get it", async () => {
    const { follower, start } = setUp();
    const heard: string[] = [];
    for (const name of ["state", "question", "stats", "leaderboard", "ended"] as const) {
      follower.on(name, (_, id) => heard.push(`${name} ${id}`));
    }
    await start(
      sse("state", "5-5", session({ players: 5 }, 500)),
      sse("stats", "5-5", stats(1, 50)),
      sse("leaderboard", "5-5", board(50)),
      sse("state", "4-9", session({ players: 4 }, 900)),
      sse("question", "4-9", { no: 1, now: at(900) }),
      sse("state", "5-5", session({ players: 1 }, 400)),
      sse("stats", "4-9", stats(1, 40)),
      sse("leaderboard", "4-9", board(40)),
      sse("ended", "6-5", session({ players: 6 }, 600)),
      sse("ended", "6-5", session({ players: 6 }, 700)),
    );
    expect(heard).toEqual(["state 5-5", "stats 5-5", "leaderboard 5-5", "ended 6-5"]);
    expect(follower.session?.players).toBe(6);
    expect(follower.stats.get(1)?.attempts).toBe(50);
    expect(follower.leaderboard?.players).toBe(50);
    follower.close();
  });

  test("includes what brief events stand for: listeners hear it as if it had been sent", async () => {
    const { connections, device, follower, start } = setUp({ isBrief: true });
    const heard: string[] = [];
    for (const name of ["state", "question", "closed", "stats", "leaderboard"] as const) {
      follower.on(name, (_, id) => heard.push(`${name} ${id}`));
    }
    await start(
      sse("state", "1-0", session({ players: 1, locked: true })),
      sse("question", "2-0", { no: 1, text: "Up?", closesAt: null, players: 5, now: at(10) }),
    );
    expect(connections[0]!.request.url).toMatch(/events\?events=brief$/);
    const question = { no: 1, text: "Up?", closesAt: null };
    expect(follower.session).toEqual(session({ players: 5, locked: true, question }, 10));
    connections[0]!.send(
      sse("closed", "3-0", { question: 1, closedAt: at(20), players: 6, now: at(21) }),
      sse("stats", "3-4", { ...stats(1, 5), leaderboard: board(6) }),
    );
    await device.settle();
    expect(follower.session).toMatchObject({ players: 6, question: { no: 1, closesAt: at(20) } });
    expect(follower.leaderboard?.players).toBe(6);
    expect(heard).toEqual([
      "state 1-0",
      "question 2-0",
      "state 2-0",
      "closed 3-0",
      "state 3-0",
      "stats 3-4",
      "leaderboard 3-4",
    ]);
    follower.close();
  });

  test("is the same in the end, wherever the connection breaks", async () => {
    const change = fc.record({
      stats: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
      hasBoard: fc.boolean(),
      /** How many bytes of it arrive before the connection breaks; null if it does not break. */
      breaksAfter: fc.option(fc.integer({ min: 0, max: 400 })),
      hasComment: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const { connections, device, follower, open, start } = setUp();
        const server = {
          session: session({ players: 0 }),
          stats: new Map<number, object>(),
          board: board(0),
        };
        const current = (id: string) => [
          sse("state", id, server.session),
          ...[...server.stats.values()].map((data) => sse("stats", id, data)),
          sse("leaderboard", id, server.board),
        ];
        await start(...current("0-0"));
        for (const [index, { stats: questions, hasBoard, breaksAfter, hasComment }] of changes.entries()) {
          const step = index + 1;
          const id = `${step}-${step}`;
          for (const no of questions) server.stats.set(no, stats(no, step));
          if (hasBoard) server.board = board(step);
          server.session = session({ players: step }, step);
          const told = [
            ...questions.map((no) => sse("stats", id, server.stats.get(no)!)),
            ...(hasBoard ? [sse("leaderboard", id, server.board)] : []),
            sse("state", id, server.session),
          ].join("");
          connections.at(-1)!.send(told.slice(0, breaksAfter ?? undefined));
          if (hasComment && breaksAfter === null) connections.at(-1)!.send(":\n\n");
          await device.settle();
          if (breaksAfter === null) continue;
          connections.at(-1)!.break();
          await device.settle();
          await device.tellReturn();
          // Whoever has received this id gets only the state again.
          const hasAll = connections.at(-1)!.lastEventId === id;
          await open(...current(id).slice(0, hasAll ? 1 : undefined));
        }
        expect(follower.session).toEqual(server.session);
        expect(new Map(follower.stats)).toEqual(server.stats);
        expect(follower.leaderboard).toEqual(server.board);
        follower.close();
        await device.settle();
        expect(device.pendingTimers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a follower's listeners", () => {
  test("do not break each other, and can be removed", async () => {
    const toConsole = jest.spyOn(console, "error").mockImplementation(() => {});
    const { follower, start } = setUp();
    const heard: unknown[] = [];
    const listener = (state: StreamPayloads["state"]) => void heard.push(state.players);
    follower.on("state", () => {
      throw new Error("mine");
    });
    const remove = follower.on("state", listener);
    follower.on("state", listener);
    follower.on("connection", (connection) => heard.push(connection));
    const connection = await start(sse("state", "1-1", session({ players: 1 })));
    remove();
    connection.send(
      sse("state", "2-1", session({ players: 2 })),
      sse("party", "3-1", { now: at(3) }),
      "data: 5\n\n",
    );
    await follower.ready;
    await new Promise(setImmediate);
    follower.close();
    expect(heard).toEqual(["open", 1, 1, 2, "closed"]);
    expect(toConsole).toHaveBeenCalledTimes(2);
    toConsole.mockRestore();
  });
});

describe("the end of a follower", () => {
  test("refused for good: `ready`, `ended` and `events()` say why, and nobody has to handle it", async () => {
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    const { connections, device, follower } = setUp();
    follower.start();
    const read = waitOn(collect(follower.events()));
    await device.settle();
    connections[0]!.refuse(404, { type: "NOT_FOUND", message: "No such session." });
    await device.settle();
    expect(read.error).toMatchObject({ status: 404, type: "NOT_FOUND" });
    expect(follower.connection).toBe("closed");
    await new Promise(setImmediate);
    expect(unhandled).not.toHaveBeenCalled();
    process.off("unhandledRejection", unhandled);
    await expect(follower.ready).rejects.toBe(read.error);
    await expect(follower.ended).rejects.toBe(read.error);
    expect(device.pendingTimers).toBe(0);
  });

  test("closed: no timer and no listener is left, and it does not start again", async () => {
    const { connections, device, follower, start } = setUp();
    await start(sse("state", "1-1", session({})));
    const read = waitOn(collect(follower.events()));
    await device.settle();
    follower.close();
    await device.settle();
    expect(read.value?.map(({ event }) => event)).toEqual(["state"]);
    expect([device.pendingTimers, device.returnListeners]).toEqual([0, 0]);
    await expect(follower.ended).rejects.toThrow("The follower was closed.");
    follower.start();
    await device.advance(60_000);
    expect(connections).toHaveLength(1);
  });

  test.each([
    ["INVALID_TOKEN", 401, { playerNo: 4, now: at(2) }],
    ["BANNED", 403, { playerNo: 4, banned: true, now: at(2) }],
  ])("a removed player's stream is not opened again: %s", async (type, status, data) => {
    const { connections, device, follower, start } = setUp();
    const events = waitOn(collect(follower.events()));
    const removed = jest.fn();
    follower.on("removed", removed);
    await start(sse("state", "1-1", session({})), sse("removed", "2-1", data));
    await device.advance(60_000);
    expect(connections).toHaveLength(1);
    expect(connections[0]!.isGivenUp).toBe(true);
    expect(removed).toHaveBeenCalledTimes(1);
    expect(events.error).toMatchObject({ status, type });
    await expect(follower.ended).rejects.toMatchObject({ status, type });
  });

  test("a host is told of a removed player, and goes on", async () => {
    const { connections, device, follower, start } = setUp();
    const state = sse("state", "1-1", session({ code: "ABCDEF" }));
    (await start(state, sse("removed", "2-1", { playerNo: 4, now: at(2) }))).end();
    await device.advance(60_000);
    expect(connections.length).toBeGreaterThan(1);
    follower.close();
  });

  test("a stream that ends after the session is not opened again", async () => {
    const { connections, device, follower, start } = setUp();
    (await start(sse("ended", "1-1", session({ state: "ended" })))).end();
    await device.advance(60_000);
    expect(connections).toHaveLength(1);
    expect(follower.connection).toBe("closed");
    expect((await follower.ended).state).toBe("ended");
  });

  test("an address that is none is refused at once", () => {
    expect(() => follow({ baseUrl: "quiz", sessionId: "s1" })).toThrow("Failed to parse URL");
  });
});

test("followers of a large session that lose their streams together come back one after the other", async () => {
  for (const [players, waitMs] of [
    [100, 2],
    [60_000, 1500],
    [1_000_000, 2500],
  ] as const) {
    const { connections, device, follower, start } = setUp();
    (await start(sse("state", "1-1", session({ players })))).break();
    // The plain wait is 375 ms, at the middle of what is random.
    await device.advance(waitMs + 372);
    expect(connections).toHaveLength(1);
    await device.advance(10);
    expect(connections).toHaveLength(2);
    follower.close();
  }
});

describe("events() of a follower", () => {
  test("begins with the newest that is known, and ends with the session", async () => {
    const { device, follower, start } = setUp();
    const connection = await start(
      sse("state", "1-1", session({})),
      sse("stats", "1-1", stats(1, 1)),
      sse("stats", "1-2", stats(1, 2)),
      sse("leaderboard", "1-2", board(1)),
    );
    const read = waitOn(collect(follower.events()));
    await device.settle();
    connection.send(sse("closed", "2-2", { question: 1, now: at(3) }));
    await device.settle();
    connection.send(sse("ended", "3-2", session({}, 4)), sse("stats", "3-3", stats(1, 9)));
    await device.settle();
    expect(read.value?.map(({ event, id }) => `${event} ${id}`)).toEqual([
      "state 1-2",
      "stats 1-2",
      "leaderboard 1-2",
      "closed 2-2",
      "ended 3-2",
    ]);
    // After the end it says what there is, and ends.
    expect((await collect(follower.events())).map(({ event }) => event)).toEqual([
      "state",
      "stats",
      "leaderboard",
      "ended",
    ]);
    follower.close();
  });

  test("a slow reader gets the newest of what was replaced meanwhile", async () => {
    const { device, follower, start } = setUp();
    const connection = await start(sse("state", "1-1", session({ players: 0 })));
    const events = follower.events();
    await events.next();
    for (let n = 1; n <= 100; n++) {
      connection.send(
        sse("state", `1-${n}`, session({ players: n }, n)),
        sse("stats", `1-${n}`, stats(1, n)),
      );
    }
    connection.send(sse("question", "2-1", { no: 2, now: at(200) }));
    connection.send(sse("question", "3-1", { no: 3, now: at(300) }));
    await device.settle();
    follower.close();
    const rest = await collect(events);
    expect(rest.map(({ event }) => event)).toEqual(["state", "stats", "question", "question"]);
    expect(rest[0]!.data).toMatchObject({ players: 100 });
    expect(rest[1]!.data).toMatchObject({ attempts: 100 });
  });

  test("a reader that never reads costs a bounded number of events", async () => {
    const { device, follower, start } = setUp();
    const connection = await start(sse("state", "1-1", session({ code: "ABCDEF" })));
    const events = follower.events();
    await events.next();
    const joined = (n: number) => sse("joined", "1-1", { players: [], more: n, now: at(n) });
    connection.send(Array.from({ length: 2100 }, (_, n) => joined(n)).join(""));
    await device.settle();
    follower.close();
    const rest = await collect(events);
    expect(rest).toHaveLength(2000);
    expect(rest[0]!.data).toMatchObject({ more: 100 });
  });
});

describe("a follower's clock", () => {
  test("is read at the start, again after some minutes, and when the device wakes", async () => {
    const { connections, device, follower, start } = setUp();
    const inner = device.reply;
    let readings = 0;
    device.reply = (request) => {
      if (request.url.includes("/api/time")) {
        readings++;
        expect(request.headers.has("authorization")).toBe(false);
      }
      return inner(request);
    };
    const connection = await start(sse("state", "1-1", session({})));
    expect(readings).toBe(5);
    for (let n = 0; n < 21; n++) {
      await device.advance(15_000);
      connection.send(":\n\n");
      await device.settle();
    }
    expect(readings).toBe(6);
    await device.tellReturn();
    expect(readings).toBe(7);
    expect(connections).toHaveLength(1);
    await device.sleep(300_000, { ticksGoOn: false });
    await device.advance(1000);
    expect(readings).toBeGreaterThan(7);
    expect(connections).toHaveLength(2);
    follower.close();
  });

  test("takes the times of events into account while it cannot be read", async () => {
    const { device, follower, start } = setUp();
    const inner = device.reply;
    device.reply = (request) => {
      if (request.url.includes("/api/time")) throw new TypeError("fetch failed");
      return inner(request);
    };
    device.clock += 40_000;
    await start(sse("state", "1-1", session({})));
    expect(follower.clock.offsetMs).toBe(-40_000);
    follower.close();
  });

  test("may be shared: then a follower that closes leaves it alone", async () => {
    const first = setUp();
    await first.start(sse("state", "1-1", session({})));
    const second = setUp({ clock: first.follower.clock });
    await second.start(sse("state", "1-1", session({})));
    second.follower.close();
    expect(second.follower.clock).toBe(first.follower.clock);
    expect(first.follower.clock.roundTripMs).toBe(0);
    first.follower.close();
  });
});

async function collect(events: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
