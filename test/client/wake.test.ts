import { jest } from "@jest/globals";
import { WakeWatch } from "../../client/src/wake.ts";
import { SettableDevice } from "./settable-device.ts";

function setUp() {
  const device = new SettableDevice();
  const watch = new WakeWatch(device);
  const seen = { wakes: 0 };
  const remove = watch.onWake(() => {
    seen.wakes++;
  });
  return { device, watch, seen, remove };
}

describe("waking is noticed", () => {
  test("when the page is shown again or the network is back", async () => {
    const { device, seen } = setUp();
    await device.tellReturn();
    expect(seen.wakes).toBe(1);
  });

  test.each([false, true])("after sleep, if the device's ticks went on: %s", async (ticksGoOn) => {
    const { device, seen } = setUp();
    await device.advance(10_000);
    expect(seen.wakes).toBe(0);
    await device.sleep(300_000, { ticksGoOn });
    await device.advance(1000);
    expect(seen.wakes).toBe(1);
    await device.advance(10_000);
    expect(seen.wakes).toBe(1);
  });

  test.each([-40_000, 40_000])("when the clock is set by %d ms", async (ms) => {
    const { device, seen } = setUp();
    device.clock += ms;
    await device.advance(10_000);
    expect(seen.wakes).toBe(1);
  });

  test("by every listener, also if one of them throws", async () => {
    const { device, seen, watch } = setUp();
    const toConsole = jest.spyOn(console, "error").mockImplementation(() => {});
    watch.onWake(() => {
      throw new Error("mine");
    });
    watch.onWake(() => {
      seen.wakes++;
    });
    await device.tellReturn();
    expect(seen.wakes).toBe(2);
    expect(toConsole).toHaveBeenCalledWith(new Error("mine"));
    toConsole.mockRestore();
  });
});

describe("no waking", () => {
  test("is a device that is busy, or a clock that is put right by a little", async () => {
    const { device, seen } = setUp();
    await device.sleep(5000, { ticksGoOn: true });
    device.clock += 2000;
    await device.advance(5000);
    expect(seen.wakes).toBe(0);
  });

  test("is a hidden page, whose timers come once a minute", async () => {
    const { device, seen } = setUp();
    device.hidden = true;
    for (let n = 0; n < 5; n++) await device.sleep(60_000, { ticksGoOn: true });
    expect(seen.wakes).toBe(0);
  });
});

describe("nothing is watched", () => {
  test("without a listener", async () => {
    const { device, remove, seen, watch } = setUp();
    const removeOther = watch.onWake(() => {});
    remove();
    remove();
    expect([device.pendingTimers, device.returnListeners]).toEqual([1, 1]);
    removeOther();
    expect([device.pendingTimers, device.returnListeners]).toEqual([0, 0]);
    watch.onWake(() => {
      seen.wakes += 10;
    });
    await device.tellReturn();
    expect(seen.wakes).toBe(10);
  });

  test("after it is closed", () => {
    const { device, watch } = setUp();
    watch.close();
    expect([device.pendingTimers, device.returnListeners]).toEqual([0, 0]);
  });
});
