import { createServer, type Server, type ServerResponse } from "node:http";
import type { ServiceBroker } from "moleculer";
import { notReady, readinessProblems } from "./readiness.ts";

/**
 * Serves `/healthz` and `/readyz` of any kind of node on a separate port, so an overloaded gateway still responds.
 * `/healthz` checks nothing but the process. The port is open from the start, even if services still wait for their
 * database.
 *
 * @param onError called if the port cannot be opened
 */
export function openHealthPort(
  broker: ServiceBroker,
  { port, address }: { port: number; address: string },
  onError: (error: Error) => void,
): Server {
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === "/healthz") reply(response, 200, { status: "ok" });
    else if (request.url === "/readyz") {
      readinessProblems(broker).then(
        (problems) =>
          problems.length === 0
            ? reply(response, 200, { status: "ready" })
            : reply(response, 503, notReady(problems)),
        () => reply(response, 503, notReady(["the readiness check failed"])),
      );
    } else reply(response, 404, { name: "NotFound", code: 404, type: "NOT_FOUND" });
  });
  server.on("error", onError);
  server.listen(port, address);
  return server;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    Connection: "close",
  });
  response.end(JSON.stringify(body));
}
