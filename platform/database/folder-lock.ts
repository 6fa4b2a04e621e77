import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export class FolderInUse extends Error {
  constructor(folder: string) {
    super(`Another process has ${folder} open. Stop it first, or give this one a DATA_DIR of its own.`);
    this.name = "FolderInUse";
  }
}

/**
 * Lets one process at a time use a folder. The lock is a listening local socket: the system frees it when its
 * process dies, however it dies, so nothing stale ever stands in the way of a restart. On Linux and Windows its
 * name is in no file system; elsewhere a socket file that nobody answers is cleared away.
 */
export class FolderLock {
  readonly #server: Server;

  /** @throws FolderInUse */
  static async take(folder: string): Promise<FolderLock> {
    const name = `stampede-${createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 16)}`;
    const isNameless = process.platform === "linux" || process.platform === "win32";
    const path = isNameless
      ? process.platform === "linux"
        ? `\0${name}`
        : `\\\\.\\pipe\\${name}`
      : join(tmpdir(), `${name}.sock`);
    for (let attempt = 0; attempt < 2; attempt++) {
      const server = await listen(path);
      if (server) return new FolderLock(server);
      if (isNameless || (await answers(path))) break;
      await unlink(path).catch(() => {});
    }
    throw new FolderInUse(folder);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  release(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()));
  }
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once("error", () => done(undefined));
    server.listen(path, () => done(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}
