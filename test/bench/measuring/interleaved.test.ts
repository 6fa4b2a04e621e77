import { interleaved, ratio } from "../../../bench/measuring/interleaved.ts";

describe("interleaved measurements", () => {
  test("take turns; warm-ups do not count; ratios are per round", async () => {
    const calls: string[] = [];
    const counting = (name: string, by: number) => {
      let callCount = 0;
      return () => {
        calls.push(name);
        return ++callCount * by;
      };
    };
    const variants = { ours: counting("ours", 1), baseline: counting("baseline", 10) };
    const { ours, baseline } = await interleaved(variants, { warmUps: 1, rounds: 3 }, () => {});
    expect(calls.slice(0, 4)).toEqual(["ours", "baseline", "ours", "baseline"]);
    expect(ours.runs).toEqual([2, 3, 4]);
    expect(baseline.median).toBe(30);
    expect(ratio(ours, baseline).runs).toEqual([0.1, 0.1, 0.1]);
  });
});
