import { type CpuProfile, selfTimes, timesByCaller } from "../../bench/profile.ts";

const frame = (functionName: string, url = "", lineNumber = 0) => ({ functionName, url, lineNumber });

/** send() calls Node, which writes; V8 collects garbage; the rest is waiting. Samples every 1 ms, from 1,000 µs on. */
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame("(root)"), children: [2, 5, 6] },
    {
      id: 2,
      callFrame: frame("send", "file:///somewhere/services/api/http/request-context.ts", 55),
      children: [3],
    },
    { id: 3, callFrame: frame("end", "node:_http_outgoing", 9), children: [4] },
    { id: 4, callFrame: frame("writeUtf8String") },
    { id: 5, callFrame: frame("(garbage collector)") },
    { id: 6, callFrame: frame("(idle)") },
  ],
  startTime: 0,
  samples: [2, 3, 4, 4, 5, 6, 2],
  timeDeltas: [1000, 1000, 1000, 1000, 1000, 1000, 1000],
};

describe("reading a CPU profile", () => {
  test("self times leave out waiting and are in descending order", () => {
    expect(selfTimes(profile, 0, 100_000)).toEqual([
      { place: "writeUtf8String", ms: 2 },
      { place: "send services/api/http/request-context.ts:56", ms: 1 },
      { place: "end node:_http_outgoing:10", ms: 1 },
      { place: "(garbage collector)", ms: 1 },
    ]);
  });

  test("the time of Node counts for the calling function", () => {
    expect(timesByCaller(profile, 0, 100_000)).toEqual([
      { place: "send services/api/http/request-context.ts:56", ms: 4 },
      { place: "(garbage collector)", ms: 1 },
    ]);
  });

  test("only the time between two points counts", () => {
    expect(selfTimes(profile, 3000, 4000)).toEqual([{ place: "writeUtf8String", ms: 2 }]);
  });
});
