import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { resolve as absolute, join } from "node:path";

export class FolderInUse extends Error {
  constructor(folder: string) {
    super(`Another process uses ${folder}. Stop it first, or set DATA_DIR to another directory.`);
    this.name = "FolderInUse";
  }
}

/**
 * Lets only one process at a time use a folder. The lock is a listening local socket: the system closes it when the
 * process dies in any way, so a restart never finds a stale lock. On Linux and Windows the socket's name is not in the
 * file system. Elsewhere it is a file, which is deleted if nothing listens on it.
 */
export class FolderLock {
  readonly #server: Server;

  /** @throws FolderInUse */
  static async acquire(folder: string): Promise<FolderLock> {
    const name = `stampede-${createHash("sha256").update(absolute(folder)).digest("hex").slice(0, 16)}`;
    const hasNoFile = process.platform === "linux" || process.platform === "win32";
    const path = hasNoFile
      ? process.platform === "linux"
        ? `\0${name}`
        : `\\\\.\\pipe\\${name}`
      : join(tmpdir(), `${name}.sock`);
    for (let attempt = 0; attempt < 2; attempt++) {
      const server = await listen(path);
      if (server) return new FolderLock(server);
      if (hasNoFile || (await accepts(path))) break;
      await unlink(path).catch(() => {});
    }
    throw new FolderInUse(folder);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  release(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** @returns undefined if the path is in use */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once("error", () => resolve(undefined));
    server.listen(path, () => resolve(server));
  });
}

/** Whether a process listens on the socket. */
function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
