import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server over one handler, for one test file. */
export function httpServer(handle: (req: IncomingMessage, res: ServerResponse) => void): {
  server: Server;
  port: () => number;
  base: () => string;
} {
  const server = createServer((req, res) => handle(req, res));
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = () => (server.address() as AddressInfo).port;
  return { server, port, base: () => `http://127.0.0.1:${port()}` };
}
