import { readAhead } from "../../../../services/stats/reading/read-ahead.ts";

/** Reads that end when the test ends them. */
class ControlledReads {
  readonly started: number[] = [];
  readonly #ends: PromiseWithResolvers<string>[] = [];

  readonly read = (item: number): Promise<string> => {
    this.started.push(item);
    const end = Promise.withResolvers<string>();
    this.#ends[item] = end;
    return end.promise;
  };

  end(item: number): void {
    this.#ends[item]!.resolve(`result ${item}`);
  }

  fail(item: number): void {
    this.#ends[item]!.reject(new Error(`read ${item} failed`));
  }
}

test("up to two reads are pending, and the next starts when a result is consumed", async () => {
  const reads = new ControlledReads();
  const results = readAhead([0, 1, 2, 3], 2, reads.read);
  const first = results.next();
  expect(reads.started).toEqual([0, 1]);
  reads.end(1);
  reads.end(0);
  expect((await first).value).toBe("result 0");
  expect(reads.started).toEqual([0, 1]);
  const second = results.next();
  expect(reads.started).toEqual([0, 1, 2]);
  expect((await second).value).toBe("result 1");
});

test("all results come in order, even if there are fewer items than reads allowed", async () => {
  const read = async (item: number) => item * 10;
  expect(await Array.fromAsync(readAhead([1, 2, 3, 4, 5], 2, read))).toEqual([10, 20, 30, 40, 50]);
  expect(await Array.fromAsync(readAhead([1], 2, read))).toEqual([10]);
  expect(await Array.fromAsync(readAhead([], 2, read))).toEqual([]);
});

test("an error ends the iteration, and a later error is not unhandled", async () => {
  const reads = new ControlledReads();
  const results = readAhead([0, 1, 2], 2, reads.read);
  const first = results.next();
  reads.fail(1);
  reads.fail(0);
  await expect(first).rejects.toThrow("read 0 failed");
  expect((await results.next()).done).toBe(true);
  expect(reads.started).toEqual([0, 1]);
});
