import fc from "fast-check";
import { createApi } from "../../client/src/api.ts";
import { ServerClock } from "../../client/src/clock.ts";
import { ConnectionError } from "../../client/src/errors.ts";
import { SettableDevice, waitOn } from "./settable-device.ts";

const AHEAD_MS = 40_000;

/** A device whose clock is 40 s ahead of the server's, and the delays of the requests and replies between them. */
function setUp(delays: [requestMs: number, replyMs: number][] = []) {
  const device = new SettableDevice();
  const clock = new ServerClock(createApi({ baseUrl: "https://quiz.example", device }), device);
  const server = { aheadMs: AHEAD_MS, readings: 0 };
  const trueNow = () => device.ticks + Date.parse("2026-01-01T00:00:00.000Z") - 1000 - server.aheadMs;
  const pass = (ms: number) => new Promise<void>((resolve) => device.later(resolve, ms));
  device.reply = async () => {
    const [requestMs, replyMs] = delays[server.readings++] ?? [10, 10];
    await pass(requestMs);
    const now = new Date(trueNow()).toISOString();
    await pass(replyMs);
    return Response.json({ now });
  };
  const iso = (ms: number) => new Date(ms).toISOString();
  const sync = async () => {
    const outcome = waitOn(clock.sync());
    await device.advance(5000);
    return outcome;
  };
  return { device, clock, server, trueNow, iso, sync };
}

describe("the server's clock", () => {
  test("the reading with the least round trip counts", async () => {
    const { clock, device, server, sync, trueNow } = setUp([
      [200, 0],
      [30, 90],
      [20, 10],
      [300, 300],
      [0, 31],
    ]);
    await sync();
    expect(server.readings).toBe(5);
    expect(clock.roundTripMs).toBe(30);
    expect(clock.offsetMs).toBe(-AHEAD_MS + 5);
    expect(clock.now()).toBe(trueNow() + 5);
    expect(device.pendingTimers).toBe(0);
  });

  test("each reading but the first names the one before, and a new series begins without", async () => {
    const { device, sync } = setUp();
    const { reply } = device;
    const named: (string | null)[] = [];
    const told: string[] = [];
    device.reply = async (request) => {
      named.push(new URL(request.url).searchParams.get("after"));
      const response = await reply(request);
      told.push(((await response.clone().json()) as { now: string }).now);
      return response;
    };
    await sync();
    await sync();
    expect(told).toHaveLength(6);
    expect(named).toEqual([null, ...told.slice(0, 4), null]);
  });

  test("is never further off than half the least round trip and the drift", async () => {
    const delay = fc.integer({ min: 0, max: 900 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(delay, delay), { minLength: 5, maxLength: 5 }), async (delays) => {
        const { clock, device, trueNow } = setUp(delays);
        const synced = clock.sync();
        await device.advance(9000);
        await synced;
        expect(clock.roundTripMs).toBe(Math.min(...delays.map(([a, b]) => a + b)));
        // The server's time comes in whole milliseconds.
        expect(Math.abs(clock.now() - trueNow())).toBeLessThanOrEqual(clock.errorMs + 1);
      }),
      { numRuns: 30 },
    );
  });

  test("once the offset is known, one reading that agrees is enough", async () => {
    const { clock, server, sync } = setUp();
    await sync();
    await sync();
    expect(server.readings).toBe(6);
    expect(clock.ageMs).toBeLessThanOrEqual(5000);
  });

  test("a poor reading does not replace a good one, until that is old", async () => {
    const { clock, device, sync } = setUp([...Array(5).fill([5, 5]), [400, 200], [400, 200]]);
    await sync();
    await sync();
    expect(clock.roundTripMs).toBe(10);
    await device.advance(3_600_000);
    await sync();
    expect(clock.roundTripMs).toBe(600);
  });

  test("calls at the same time share their readings", async () => {
    const { clock, device, server } = setUp();
    const both = Promise.all([clock.sync(), clock.sync()]);
    await device.advance(1000);
    await both;
    expect(server.readings).toBe(5);
  });

  test("how long until a time of the server", async () => {
    const { clock, iso, sync, trueNow } = setUp();
    await sync();
    expect(clock.msUntil(iso(trueNow() + 7000))).toBe(7000);
    expect(clock.msUntil(iso(trueNow() - 7000))).toBe(0);
    expect(clock.msUntil(null)).toBe(Number.POSITIVE_INFINITY);
  });

  test("without a network the readings fail and the offset stays", async () => {
    const { clock, device, sync } = setUp();
    await sync();
    device.reply = () => {
      throw new TypeError("fetch failed");
    };
    expect((await sync()).error).toBeInstanceOf(ConnectionError);
    expect(clock.offsetMs).toBe(-AHEAD_MS);
  });

  test("one reading of five is enough", async () => {
    const { clock, device, sync } = setUp();
    const reply = device.reply;
    let requests = 0;
    device.reply = (request) => {
      if (++requests === 4) return reply(request);
      throw new TypeError("fetch failed");
    };
    expect(await sync()).toEqual({ value: undefined });
    expect(requests).toBe(5);
    expect(clock.roundTripMs).toBe(20);
  });

  test("readings that are under way are given up when it is closed", async () => {
    const { clock, device, server } = setUp();
    const outcome = waitOn(clock.sync());
    await device.settle();
    clock.close();
    device.reply = () => Response.json({});
    await device.advance(1000);
    expect(server.readings).toBe(1);
    expect(device.pendingTimers).toBe(0);
    expect("error" in outcome || "value" in outcome).toBe(true);
  });
});

describe("a device's clock that jumps", () => {
  test("one that is set back changes nothing", async () => {
    const { clock, device, sync, trueNow } = setUp();
    await sync();
    device.clock -= 40_000;
    expect(clock.now()).toBe(trueNow());
    expect(clock.errorMs).toBe(Number.POSITIVE_INFINITY);
  });

  test("one that is set forward is right after the next reading", async () => {
    const { clock, device, server, sync, trueNow } = setUp();
    await sync();
    device.clock += 40_000;
    expect(clock.now()).toBe(trueNow() + 40_000);
    await sync();
    expect(clock.now()).toBe(trueNow());
    expect(server.readings).toBe(10);
  });

  test("after sleep the device's clock is believed, although its ticks stood still", async () => {
    const { clock, device, server, sync, trueNow } = setUp();
    await sync();
    await device.sleep(300_000, { ticksGoOn: false });
    server.aheadMs -= 300_000;
    expect(clock.now()).toBe(trueNow());
  });

  test("a reading during which it jumps does not count", async () => {
    const { clock, device, trueNow } = setUp();
    const synced = clock.sync();
    await device.advance(10);
    device.clock += 90_000;
    await device.advance(1000);
    await synced;
    expect(clock.now()).toBe(trueNow());
    expect(clock.roundTripMs).toBe(20);
  });

  test("a process that is stopped between two looks at its clocks has not jumped", async () => {
    const { clock, device, sync, trueNow } = setUp();
    await sync();
    const now = device.now.bind(device);
    device.now = () => {
      device.now = now;
      device.clock += 2000;
      device.ticks += 2000;
      return now();
    };
    expect(clock.now()).toBe(trueNow());
    expect(clock.now()).toBe(trueNow());
    expect(clock.errorMs).toBeLessThan(20);
  });
});

describe("the times of events", () => {
  test("give the offset before the first reading: the one that was fastest counts", () => {
    const { clock, device, iso, trueNow } = setUp();
    for (const lateMs of [300, 20, 900]) {
      clock.note(iso(trueNow() - lateMs));
      device.ticks += 1000;
      device.clock += 1000;
    }
    expect(clock.now()).toBe(trueNow() - 20);
    expect(clock.errorMs).toBe(Number.POSITIVE_INFINITY);
  });

  test("are a lower bound once the offset is known", async () => {
    const { clock, device, iso, server, sync, trueNow } = setUp([...Array(5).fill([0, 100])]);
    await sync();
    expect(clock.now()).toBe(trueNow() - 50);
    clock.note(iso(trueNow() - 10));
    expect(clock.now()).toBe(trueNow() - 10);
    clock.note(iso(trueNow() - 2000));
    await device.advance(1000);
    expect(clock.now()).toBe(trueNow() - 10);
    expect(server.readings).toBe(5);
  });

  test("that do not fit make it read the clock again: not all the time, and not together with all others", async () => {
    const { clock, device, iso, server, sync, trueNow } = setUp();
    await sync();
    await device.advance(10_000);
    device.randomValue = 0.4;
    for (let n = 0; n < 39; n++) {
      clock.note(iso(trueNow() - 6000));
      await device.advance(100);
    }
    expect(server.readings).toBe(5);
    await device.advance(1000);
    expect(server.readings).toBe(6);
    await device.advance(10_000);
    clock.note(iso(trueNow() + 3000));
    await device.advance(5000);
    expect(clock.now()).toBe(trueNow());
    await device.advance(10_000);
    clock.note(iso(trueNow() - 6000));
    clock.close();
    expect(device.pendingTimers).toBe(0);
  });

  test("are read at once if the device's clock was set", async () => {
    const { clock, device, iso, server, sync, trueNow } = setUp();
    await sync();
    await device.advance(10_000);
    device.clock += 2000;
    clock.note(iso(trueNow()));
    await device.advance(1000);
    expect(server.readings).toBeGreaterThan(5);
    expect(clock.now()).toBe(trueNow());
  });

  test("a reply without a time is no reading", async () => {
    const { clock, device, trueNow, sync } = setUp();
    const { reply } = device;
    device.reply = () => Response.json({});
    await expect(clock.sync()).rejects.toThrow("The server gave no reply.");
    device.reply = reply;
    await sync();
    expect(clock.now()).toBe(trueNow());
  });

  test("that are no times are ignored", async () => {
    const { clock, sync, trueNow } = setUp();
    await sync();
    for (const now of ["", "soon", undefined as never]) clock.note(now);
    expect(clock.now()).toBe(trueNow());
  });
});
