import { connect } from "node:net";

const TIMEOUT_MS = 1000;

/** Sends `text` to a port of this machine and checks if the reply matches `expected` within a second. */
export function respondsWith(port: number, text: string, expected: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    let reply = "";
    const socket = connect({ port, host: "127.0.0.1" });
    const finish = (matches: boolean) => {
      socket.destroy();
      resolve(matches);
    };
    socket.setTimeout(TIMEOUT_MS, () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
    socket.on("data", (chunk: Buffer) => {
      reply += chunk.toString("latin1");
      if (expected.test(reply)) finish(true);
    });
    socket.write(text);
  });
}
