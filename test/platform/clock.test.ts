import fc from "fast-check";
import { Clock } from "../../platform/clock.ts";
import { NOON } from "../harness/session-record.ts";

/** A machine: its system's clock may be set, and it may sleep. */
class Machine {
  system = NOON;
  steady = 5000;
  readonly clock = new Clock({ system: () => Math.floor(this.system), steady: () => this.steady });

  run(ms: number): number {
    this.system += ms;
    this.steady += ms;
    return this.clock.now() - NOON;
  }
}

test("it shows the system's time", () => {
  const machine = new Machine();
  expect(machine.clock.now()).toBe(NOON);
  expect([machine.run(0.4), machine.run(0.7), machine.run(1000)]).toEqual([0, 1, 1001]);
});

test("after the system's clock was set back by 90 s, time goes on from where it was", () => {
  const machine = new Machine();
  machine.run(7000);
  machine.system -= 90_000;
  expect(machine.run(0)).toBe(7000);
  expect(machine.run(10_000)).toBe(16_800);
  expect(Math.round(machine.clock.aheadMs)).toBe(89_800);
});

test("it loses 2 % until it agrees with the system's clock again", () => {
  const machine = new Machine();
  machine.run(0);
  machine.system -= 1000;
  for (let second = 0; second < 49; second++) machine.run(1000);
  expect(machine.run(0)).toBe(49_000 - 980);
  machine.run(2000);
  expect(machine.run(5000)).toBe(machine.system - NOON);
  expect(machine.clock.aheadMs).toBeLessThanOrEqual(2);
});

test("time in which the machine slept has passed, and a clock that was set forward is followed", () => {
  const machine = new Machine();
  machine.run(1000);
  machine.system += 3_600_000;
  expect(machine.run(0)).toBe(3_601_000);
  expect(machine.run(500)).toBe(3_601_500);
});

test("it follows the time of another process for ten minutes at most, and never back", () => {
  const machine = new Machine();
  machine.clock.advanceTo(NOON + 90_000);
  expect(machine.run(0)).toBe(90_000);
  machine.clock.advanceTo(NOON - 1);
  machine.clock.advanceTo(NOON + 3_600_000);
  expect(machine.run(0)).toBe(90_000);
});

test("whatever happens to the system's clock, time never runs back and never stands still", () => {
  const anyMoments = fc.array(
    fc.record({
      passes: fc.double({ min: 0, max: 60_000, noNaN: true }),
      step: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -200_000, max: 200_000 }),
        fc.integer({ min: -3, max: 3 }),
      ),
    }),
  );
  fc.assert(
    fc.property(anyMoments, (moments) => {
      const machine = new Machine();
      let before = machine.run(0);
      for (const { passes, step } of moments) {
        machine.system += step;
        const after = machine.run(passes);
        expect(after - before).toBeGreaterThanOrEqual(Math.floor(0.98 * passes) - 1);
        expect(NOON + after).toBeGreaterThanOrEqual(Math.floor(machine.system) - 1);
        before = after;
      }
    }),
  );
});
