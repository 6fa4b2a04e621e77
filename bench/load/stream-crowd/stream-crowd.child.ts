import type { CrowdCommand } from "./plan.ts";
import { Streams } from "./streams.ts";

/** A process of a crowd. It ends with its parent. */
export interface CrowdRequest {
  no: number;
  command: CrowdCommand;
}

let streams: Streams | undefined;

async function run(command: CrowdCommand): Promise<unknown> {
  if (command.name === "setUp") {
    streams?.close();
    streams = new Streams(command.part);
    return undefined;
  }
  if (!streams) throw new Error("The crowd is not set up");
  switch (command.name) {
    case "open":
      return streams.open(command.count, command.perSecond);
    case "stopOpening":
      return streams.stopOpening();
    case "retarget":
      return streams.retarget(command.targets);
    case "watch":
      return streams.watch(command.event, command.text);
    case "arrivals":
      return streams.arrivals(command.timeoutMs);
    case "counts":
      return streams.counts();
    case "resetCounts":
      return streams.resetCounts();
    case "status":
      return streams.status();
    case "downtimes":
      return streams.downtimes();
    case "close":
      return streams.close();
  }
}

process.on("message", async ({ no, command }: CrowdRequest) => {
  try {
    process.send?.({ no, value: await run(command) });
  } catch (error) {
    process.send?.({ no, failure: String(error) });
  }
});
process.on("disconnect", () => process.exit());
