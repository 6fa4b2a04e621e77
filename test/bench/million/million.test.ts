import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { requestText } from "../../../bench/load/load.ts";
import { perform } from "../../../bench/million/crowd.ts";
import { formatDuration } from "../../../bench/million/duration.ts";
import { playMillion } from "../../../bench/million/million.ts";
import { Progress } from "../../../bench/million/progress.ts";
import { TokenBook } from "../../../bench/million/token-store.ts";
import { INSTALL_MS } from "../../harness/traces.ts";

/** A terminal that nobody watches. */
const unwatched = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

describe("the game with a million players", () => {
  test(
    "is proved to the last answer, with fewer",
    async () => {
      const { proof, stages, mostMemoryMiB } = await playMillion(300, new Progress(2400, unwatched));
      expect(proof).toMatchObject({ rows: 1500, places: 100 });
      expect(stages.map(({ requests }) => requests)).toEqual(Array(8).fill(300));
      expect(Object.keys(mostMemoryMiB)).toEqual(
        expect.arrayContaining(["gateway", "answers", "stats", "sessions", "Postgres", "NATS"]),
      );
    },
    INSTALL_MS,
  );

  test("each does their thing once; who is turned away comes again", async () => {
    const seen = new Map<string, number>();
    const server = createServer((request, response) => {
      const times = (seen.get(request.url!) ?? 0) + 1;
      seen.set(request.url!, times);
      response.writeHead(times === 1 && request.url!.endsWith("7") ? 503 : 200, { "content-length": 2 });
      response.end("ok");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      const took: number[] = [];
      const { again } = await perform({
        ports: [(server.address() as AddressInfo).port],
        connections: 4,
        players: 30,
        request: (index) => Buffer.from(requestText("GET", `/${index}`)),
        good: [200],
        took: (index) => took.push(index),
      });
      expect(took.sort((one, other) => one - other)).toEqual(Array.from({ length: 30 }, (_, index) => index));
      expect(again).toBe(3);
    } finally {
      server.close();
    }
  });

  test("a book of tokens gives back what was put in, and knows who has none", () => {
    const book = new TokenBook(3, 8);
    book.set(0, "abc");
    book.set(2, "12345678");
    expect([book.get(0), book.get(2), book.missing]).toEqual(["abc", "12345678", 1]);
    expect(() => book.get(1)).toThrow("no token");
    expect(() => book.set(1, "123456789")).toThrow(RangeError);
  });

  test.each([
    [12.4, "12 s"],
    [187, "3 min 07 s"],
    [3720, "1 h 02 min"],
  ])("%d s are %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("progress says how far it is and how long it will take", () => {
    const lines: string[] = [];
    const out = { isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream;
    let now = 0;
    const progress = new Progress(1000, out, () => now);
    progress.stage("join", 0);
    progress.update(1);
    now = 20_000;
    progress.update(250);
    expect(lines).toEqual(["25.0 %  join: 250, 13 a second; 1 min 00 s left\n"]);
  });
});
