import { parentPort, workerData } from "node:worker_threads";
import { Crew } from "./crew.ts";
import type { CrewPlan, FromCrew, ToCrew } from "./messages.ts";

/** How often the main thread is told of the progress, in ms. */
const REPORT_MS = 200;

const port = parentPort!;
const say = (message: FromCrew) => port.postMessage(message);
const crew = new Crew(workerData as CrewPlan);
const reports = setInterval(() => say({ progress: crew.progress }), REPORT_MS);

port.on("message", (message: ToCrew) => {
  if (message === "wind-down") {
    crew.windDown();
    say({ progress: crew.progress, isWindingDown: true });
    return;
  }
  clearInterval(reports);
  say({ progress: crew.progress });
  say({ figures: crew.finish() });
  port.close();
});
