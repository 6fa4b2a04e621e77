import { get } from "node:http";

/** In ms. A gateway that takes longer is not ready. */
const TIMEOUT_MS = 2000;

/** Whether a GET of this URL, on a new connection, returns 200 in time. */
export function isHttpOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      response.on("error", () => {}).resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
}
