import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { binary } from "../../dev-cluster/servers/binaries.ts";
import { OwnServer } from "../../rehearsal/stage/own-server.ts";
import { Camera } from "./camera.ts";
import { NAMES } from "./quiz.ts";
import { takePictures } from "./views.ts";

/** `npm run -s screenshots [<folder>]`: pictures of each view, of a node of its own. All of it ends within this time. */
const PATIENCE_MS = 240_000;

const folder = process.argv[2] ?? fileURLToPath(new URL("./", import.meta.url));
setTimeout(() => {
  console.error("The pictures take too long.");
  process.exit(1);
}, PATIENCE_MS).unref();
const server = await OwnServer.start(NAMES.length);
try {
  const browser = await chromium.launch({ executablePath: await binary("chromium"), args: ["--no-sandbox"] });
  const camera = new Camera(browser, server.baseUrl, folder);
  try {
    await takePictures(camera, server);
  } finally {
    await browser.close();
  }
  for (const problem of camera.problems) console.error(problem);
  process.exitCode = camera.problems.length > 0 ? 1 : 0;
} finally {
  await server.stop();
}
process.exit();
