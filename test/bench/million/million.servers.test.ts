import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { requestText } from "../../../bench/load/load.ts";
import { runPhase } from "../../../bench/million/crowd.ts";
import { formatDuration } from "../../../bench/million/duration.ts";
import { playMillion } from "../../../bench/million/million.ts";
import { Progress } from "../../../bench/million/progress.ts";
import { gatewaysFor } from "../../../bench/million/streams/gateways.ts";
import { holdStreams } from "../../../bench/million/streams/hold-streams.ts";
import { streamsSection } from "../../../bench/million/streams/section.ts";
import { TokenStore } from "../../../bench/million/token-store.ts";
import { INSTALL_MS } from "../../harness/processes.ts";

/** An output that is not a terminal. */
const output = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

describe("the game with a million players", () => {
  test(
    "is verified to the last answer, with 300 players",
    async () => {
      const { verification, phases, maxMemoryMiB } = await playMillion(300, new Progress(2400, output));
      expect(verification).toMatchObject({ rows: 1500, places: 100 });
      expect(phases.map(({ requests }) => requests)).toEqual(Array(8).fill(300));
      expect(Object.keys(maxMemoryMiB)).toEqual(
        expect.arrayContaining(["gateway", "answers", "stats", "sessions", "Postgres", "NATS"]),
      );
    },
    INSTALL_MS,
  );

  test(
    "asks a question of 24 open streams, shows the figures and ends",
    async () => {
      const result = await holdStreams(24, new Progress(24, output), 0);
      expect(result).toMatchObject({
        wanted: 24,
        open: 24,
        answers: 24,
        gateways: 1,
      });
      const { events, steps, memory, status } = result;
      for (const name of ["question", "closed", "ended"])
        expect({ name, ...events[name] }).toEqual({ name, total: 24, least: 1, most: 1 });
      expect(status).toMatchObject({ failed: 0, refused: {}, unreachable: {} });
      const deliveries = steps.flatMap(({ delivery }) => delivery ?? []);
      expect(deliveries.map(({ streams, missing }) => [streams, missing])).toEqual(Array(3).fill([24, 0]));
      expect(memory.map(({ streams }) => streams)).toEqual([0, 6, 12, 18, 24]);
      const section = streamsSection(result);
      expect(section).toContain("24 open streams");
      expect(section).toContain("| 24 |");
    },
    INSTALL_MS,
  );

  test("streams get as many gateways as their files need", () => {
    expect(gatewaysFor(1_000_000, 2_000_000)).toBe(10);
    expect(gatewaysFor(1_000_000, 20_000)).toBe(52);
    expect(gatewaysFor(30_000, 20_000)).toBe(2);
  });

  test("a phase sends each request once, and again after 503", async () => {
    const seen = new Map<string, number>();
    const server = createServer((request, response) => {
      const times = (seen.get(request.url!) ?? 0) + 1;
      seen.set(request.url!, times);
      response.writeHead(times === 1 && request.url!.endsWith("7") ? 503 : 200, { "content-length": 2 });
      response.end("ok");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      const replied: number[] = [];
      const { retries } = await runPhase({
        ports: [(server.address() as AddressInfo).port],
        connections: 4,
        players: 30,
        request: (index) => Buffer.from(requestText("GET", `/${index}`)),
        successStatuses: [200],
        onReply: (index) => replied.push(index),
      });
      expect(replied.sort((one, other) => one - other)).toEqual(
        Array.from({ length: 30 }, (_, index) => index),
      );
      expect(retries).toBe(3);
    } finally {
      server.close();
    }
  });

  test("a token store returns its tokens, and counts the missing ones", () => {
    const store = new TokenStore(3, 8);
    store.set(0, "abc");
    store.set(2, "12345678");
    expect([store.get(0), store.get(2), store.missing]).toEqual(["abc", "12345678", 1]);
    expect(() => store.get(1)).toThrow("no token");
    expect(() => store.set(1, "123456789")).toThrow(RangeError);
  });

  test.each([
    [12.4, "12 s"],
    [187, "3 min 07 s"],
    [3720, "1 h 02 min"],
  ])("%d s is %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("progress shows the share, the rate and the remaining time", () => {
    const lines: string[] = [];
    const out = { isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream;
    let now = 0;
    const progress = new Progress(1000, out, () => now);
    progress.startPhase("join", 0);
    progress.update(1);
    now = 20_000;
    progress.update(250);
    expect(lines).toEqual(["25.0 %  join: 250, 13 per second; 1 min 00 s left\n"]);
  });
});
