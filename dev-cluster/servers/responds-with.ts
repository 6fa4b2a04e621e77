import { connect } from "node:net";

const PATIENCE_MS = 1000;

/** Sends `text` to a port of this machine; answers whether what comes back soon fits `expected`. */
export function saysBack(port: number, text: string, expected: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect({ port, host: "127.0.0.1" });
    const settle = (fits: boolean) => {
      socket.destroy();
      resolve(fits);
    };
    socket.setTimeout(PATIENCE_MS, () => settle(false));
    socket.on("error", () => settle(false));
    socket.on("close", () => settle(false));
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      if (expected.test(heard)) settle(true);
    });
    socket.write(text);
  });
}
