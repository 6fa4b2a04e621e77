import { createServer, type Server, type ServerResponse } from "node:http";
import type { ServiceBroker } from "moleculer";
import { missingOf, notReady } from "./readiness.ts";

/**
 * `/healthz` and `/readyz` of any kind of node, on a port of their own: a gateway that drowns in requests still
 * says that it lives. The first asks nobody for anything. It is open from the start, while services still wait
 * for their database.
 *
 * @param failed told where it cannot listen
 */
export function openHealthPort(
  broker: ServiceBroker,
  { port, address }: { port: number; address: string },
  failed: (error: Error) => void,
): Server {
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === "/healthz") reply(response, 200, { status: "ok" });
    else if (request.url === "/readyz") {
      missingOf(broker).then(
        (missing) =>
          missing.length === 0
            ? reply(response, 200, { status: "ready" })
            : reply(response, 503, notReady(missing)),
        () => reply(response, 503, notReady(["an answer of its own parts"])),
      );
    } else reply(response, 404, { name: "NotFound", code: 404, type: "NOT_FOUND" });
  });
  server.on("error", failed);
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
