import { inTurns, ratio } from "../../../bench/measuring/interleaved.ts";

describe("ways that are measured in turns", () => {
  test("take turns; warm-ups do not count; ratios go round by round", async () => {
    const calls: string[] = [];
    const counting = (name: string, by: number) => {
      let calledTimes = 0;
      return () => {
        calls.push(name);
        return ++calledTimes * by;
      };
    };
    const ways = { ours: counting("ours", 1), peer: counting("peer", 10) };
    const { ours, peer } = await inTurns(ways, { warmUps: 1, rounds: 3 }, () => {});
    expect(calls.slice(0, 4)).toEqual(["ours", "peer", "ours", "peer"]);
    expect(ours.runs).toEqual([2, 3, 4]);
    expect(peer.median).toBe(30);
    expect(ratio(ours, peer).runs).toEqual([0.1, 0.1, 0.1]);
  });
});
