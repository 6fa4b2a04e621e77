import { requestText } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, OnProgress } from "../measuring/benchmark.ts";
import { type Comparison, runComparison } from "../measuring/comparison.ts";
import { UNLIMITED } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";
import { compareReads } from "./reads.ts";

/** What a player opens first, by the QR code. */
const ADDRESS = "/join/ABCDEF";
/** As a phone sends it: it decides on the language of the page. */
const LANGUAGES = "de-DE,de;q=0.9,en-GB;q=0.8,en;q=0.7";

export const pageReads: Benchmark = {
  name: "page-reads",
  topic: "speed",
  title: "Loads of the player's page at one gateway",

  async run(onProgress) {
    await using load = new LoadProcess();
    return await runComparison(await pageReadsComparison(load, onProgress), onProgress);
  },
};

/** Needs the pages: `npm run web`. */
export async function pageReadsComparison(load: LoadProcess, onProgress: OnProgress): Promise<Comparison> {
  onProgress("starts Stampede");
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(await ServerProcess.stampede(UNLIMITED), (process) => process.stop());
  const request = requestText("GET", ADDRESS, undefined, undefined, { "Accept-Language": LANGUAGES });
  return await compareReads(load, onProgress, stack, server, {
    request,
    async read(baseUrl) {
      const response = await fetch(`${baseUrl}${ADDRESS}`, {
        headers: { "accept-encoding": "identity", "accept-language": LANGUAGES },
      });
      return { data: await response.text(), response };
    },
  });
}
