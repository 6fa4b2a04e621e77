import { setImmediate as turn } from "node:timers/promises";
import { until } from "../../harness/until.ts";
import { Phone } from "./phone.ts";

const FIVE_MINUTES_MS = 300_000;

describe("a phone that sleeps for five minutes", () => {
  const wake = { sleptMs: FIVE_MINUTES_MS, isTold: true };

  test("runs no timer and moves no clock meanwhile; then what was due runs once", async () => {
    const phone = new Phone(-40_000);
    const ran: string[] = [];
    phone.later(() => ran.push("soon"), 1);
    phone.later(() => ran.push("in ten minutes"), 2 * FIVE_MINUTES_MS);
    phone.onReturn(() => ran.push("told"));
    phone.sleep();
    const monotonic = phone.monotonic();
    await turn();
    phone.later(() => ran.push("later"), 2);
    await turn();
    expect([ran, phone.monotonic()]).toEqual([[], monotonic]);

    const before = Date.now();
    phone.wake({ ...wake, monotonicMoves: true });
    expect(phone.now() - before).toBeGreaterThanOrEqual(FIVE_MINUTES_MS - 40_000 - 1000);
    expect(phone.monotonic() - monotonic).toBeGreaterThanOrEqual(FIVE_MINUTES_MS);
    await until("two tasks have run", () => ran.length === 3);
    expect(ran).toEqual(["told", "soon", "later"]);
    expect([phone.tasksRun, phone.pendingTimers]).toEqual([2, 1]);
    phone.sleep();
  });

  test("and whose monotonic clock stands still has waited for nothing", async () => {
    const phone = new Phone();
    let ran = 0;
    const cancel = phone.later(() => ran++, 60_000);
    phone.sleep();
    const monotonic = phone.monotonic();
    phone.wake({ ...wake, monotonicMoves: false });
    expect(phone.monotonic() - monotonic).toBeLessThan(10_000);
    await turn();
    expect(ran).toBe(0);
    cancel();
    expect(phone.pendingTimers).toBe(0);
  });
});
