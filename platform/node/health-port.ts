import type { Server, ServerResponse } from "node:http";
import type { ServiceBroker } from "moleculer";
import { createHttpServer } from "../http/http-server.ts";
import { SIDE_PORT_CONNECTIONS } from "../network/connection-budget.ts";
import { guardConnections } from "../network/connection-guard.ts";
import { notReady, readinessOf, ready } from "./readiness.ts";

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
  const server = createHttpServer((request, response) => {
    request.resume();
    if (request.url === "/healthz") reply(response, 200, { status: "ok" });
    else if (request.url === "/readyz") {
      readinessOf(broker).then(
        ({ missing, degraded }) =>
          missing.length === 0
            ? reply(response, 200, ready(degraded))
            : reply(response, 503, notReady(missing)),
        () => reply(response, 503, notReady(["the readiness check failed"])),
      );
    } else reply(response, 404, { name: "NotFound", code: 404, type: "NOT_FOUND" });
  });
  guardConnections(server, { max: SIDE_PORT_CONNECTIONS });
  // Later errors are of single connections that the system could not accept.
  server.on("error", (error) => {
    if (!server.listening) onError(error);
  });
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
