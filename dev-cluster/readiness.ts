import { get } from "node:http";

/** Longer, and a gateway counts as not ready, in ms. */
const PATIENCE_MS = 2000;

/** Whether a GET of this address, on a connection of its own, is answered with 200 in time. */
export function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(PATIENCE_MS) }, (response) => {
      response.on("error", () => {}).resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
}
