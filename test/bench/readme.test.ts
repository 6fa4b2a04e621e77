import { readdir, readFile } from "node:fs/promises";
import { type Spread, spreadText } from "../../bench/spread.ts";

const BENCH = new URL("../../bench/", import.meta.url);

interface Result {
  name: string;
  ratio: Spread;
  stampede: { perCpuSecond: Spread };
  peer: { perCpuSecond: Spread };
  measuredBy: string;
}

async function results(): Promise<Result[]> {
  const folder = new URL("results/", BENCH);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json"));
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, folder), "utf8"))));
}

describe("bench/README.md", () => {
  test("shows what was measured, and nothing else", async () => {
    const rows = (await readFile(new URL("README.md", BENCH), "utf8"))
      .split("\n")
      .filter((line) => line.startsWith("| `node bench/run.ts"))
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const measured = (await results()).map(({ measuredBy, ratio, stampede, peer }) => [
      `\`${measuredBy}\``,
      `**${spreadText(ratio, 2)}**`,
      spreadText(stampede.perCpuSecond, 0),
      spreadText(peer.perCpuSecond, 0),
    ]);
    expect(measured.length).toBeGreaterThanOrEqual(2);
    expect(rows.sort()).toEqual(measured.sort());
  });
});
