import { readAhead } from "../../../../services/stats/reading/read-ahead.ts";

/** Readings that end when the test says so. */
class Readings {
  readonly asked: number[] = [];
  readonly #ends: PromiseWithResolvers<string>[] = [];

  readonly read = (item: number): Promise<string> => {
    this.asked.push(item);
    const end = Promise.withResolvers<string>();
    this.#ends[item] = end;
    return end.promise;
  };

  end(item: number): void {
    this.#ends[item]!.resolve(`part ${item}`);
  }

  fail(item: number): void {
    this.#ends[item]!.reject(new Error(`part ${item} is lost`));
  }
}

test("so many are under way at once, and the next begins when one is taken", async () => {
  const readings = new Readings();
  const parts = readAhead([0, 1, 2, 3], 2, readings.read);
  const first = parts.next();
  expect(readings.asked).toEqual([0, 1]);
  readings.end(1);
  readings.end(0);
  expect((await first).value).toBe("part 0");
  expect(readings.asked).toEqual([0, 1]);
  const second = parts.next();
  expect(readings.asked).toEqual([0, 1, 2]);
  expect((await second).value).toBe("part 1");
});

test("all come, in their order, also where there are fewer than may be under way", async () => {
  const read = async (item: number) => item * 10;
  expect(await Array.fromAsync(readAhead([1, 2, 3, 4, 5], 2, read))).toEqual([10, 20, 30, 40, 50]);
  expect(await Array.fromAsync(readAhead([1], 2, read))).toEqual([10]);
  expect(await Array.fromAsync(readAhead([], 2, read))).toEqual([]);
});

test("a failure ends it, and one that nobody awaits any more harms nobody", async () => {
  const readings = new Readings();
  const parts = readAhead([0, 1, 2], 2, readings.read);
  const first = parts.next();
  readings.fail(1);
  readings.fail(0);
  await expect(first).rejects.toThrow("part 0 is lost");
  expect((await parts.next()).done).toBe(true);
  expect(readings.asked).toEqual([0, 1]);
});
