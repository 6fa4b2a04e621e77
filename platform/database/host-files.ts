import { closeSync, fdatasyncSync, fstatSync, fsyncSync, openSync, type Stats, statSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { bytesOf, type WalPosition } from "./acknowledged-position.ts";
import { OWN_FILE_PREFIX } from "./folder-lock.ts";
import { cannotFlush, FOLDER_GONE, isStorageError, storageError } from "./storage-errors.ts";

/** The part of Emscripten's NODEFS that is changed here. `nfd` is the descriptor of the real file. */
interface NodeFileSystem {
  realPath(node: FileNode): string;
  tryFSOperation<T>(operation: () => T): T;
  convertNodeCode(error: { code: string }): number | undefined;
  node_ops: {
    mknod(parent: FileNode, name: string, mode: number, device: number): FileNode;
    setattr(node: FileNode, attributes: { mode?: number }): void;
    readdir(node: FileNode): string[];
  };
  stream_ops: {
    setattr(stream: FileStream, attributes: { mode?: number }): void;
    write(stream: FileStream, bytes: Int8Array, offset: number, length: number, position: number): number;
    fsync?(stream: FileStream): number;
  };
}
interface FileNode {
  name: string;
  mode: number;
  parent: FileNode;
}
interface FileStream {
  nfd: number;
  node: FileNode;
}
interface WasmModule {
  NODEFS: NodeFileSystem;
  FS: { ErrnoError: new (errno: number) => Error; isDir(mode: number): boolean };
}
type EmscriptenOptions = Parameters<NodeFS["init"]>[1];

/** Emscripten's number of EIO. */
const EIO = 29;
const PAGE_BYTES = 8192;
const TAIL_BYTES = 32;
const SEGMENT_NAME = /^[0-9A-F]{24}$/;

/**
 * The files of the embedded database on the real disk. PGlite's own file system ignores `fsync`, creates files that
 * everybody can write, and goes on in files that have been deleted. This one:
 *
 * - flushes to the disk when Postgres asks for it, so that a power cut costs nothing that was acknowledged;
 * - fails the flush of a log file that is no longer in its folder;
 * - creates files with mode 0600 and folders with 0700;
 * - hides our own files, because Postgres opens every file that it sees after a crash, and that would drop the lock;
 * - remembers how far the log has been flushed, and the last error of the disk.
 */
export class HostFiles extends NodeFS {
  /** The last error code of the system that means trouble with the disk or the folder. */
  lastError: string | undefined;
  /** Up to where the log has been flushed. */
  flushed: WalPosition | undefined;
  #written: WalPosition | undefined;
  readonly #onAbort: (reason: string) => void;

  /** @param onAbort called when Postgres has ended itself; nothing more may be sent to it */
  constructor(folder: string, onAbort: (reason: string) => void) {
    super(folder);
    this.#onAbort = onAbort;
  }

  override async init(pg: PGlite, options: EmscriptenOptions) {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = [...((emscriptenOpts.preRun ?? []) as ((module: never) => void)[])];
    const change = (module: WasmModule) => this.#change(module);
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [change, ...preRun] as never,
        onAbort: (reason: unknown) => this.#onAbort(String(reason)),
      },
    };
  }

  #change({ NODEFS: files, FS }: WasmModule): void {
    files.tryFSOperation = (operation) => {
      try {
        return operation();
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === undefined) throw error;
        if (isStorageError(code)) this.lastError = code;
        throw new FS.ErrnoError(files.convertNodeCode({ code }) ?? EIO);
      }
    };
    makePrivate(files);
    const { readdir } = files.node_ops;
    files.node_ops.readdir = (node) => readdir(node).filter((name) => !name.startsWith(OWN_FILE_PREFIX));
    const { write } = files.stream_ops;
    files.stream_ops.write = (stream, bytes, offset, length, position) => {
      const written = write(stream, bytes, offset, length, position);
      if (isLog(stream.node)) this.#written = endOf(stream.node.name, bytes, offset, written, position);
      return written;
    };
    files.stream_ops.fsync = (stream) => {
      files.tryFSOperation(() => this.#flush(stream, files, FS.isDir(stream.node.mode)));
      return 0;
    };
  }

  #flush(stream: FileStream, files: NodeFileSystem, isFolder: boolean): void {
    if (isFolder) flushFolder(files.realPath(stream.node));
    else if (isLog(stream.node)) this.#flushLog(stream, files);
    else fsyncSync(stream.nfd);
  }

  #flushLog(stream: FileStream, files: NodeFileSystem): void {
    fdatasyncSync(stream.nfd);
    const there = statSync(files.realPath(stream.node), { throwIfNoEntry: false });
    if (!isSame(there, fstatSync(stream.nfd))) {
      throw storageError(FOLDER_GONE);
    }
    this.flushed = this.#written;
  }
}

function makePrivate(files: NodeFileSystem): void {
  const { mknod, setattr } = files.node_ops;
  const { setattr: setStreamAttributes } = files.stream_ops;
  files.node_ops.mknod = (parent, name, mode, device) => mknod(parent, name, mode & ~0o077, device);
  files.node_ops.setattr = (node, attributes) => setattr(node, withPrivateMode(attributes));
  files.stream_ops.setattr = (stream, attributes) => setStreamAttributes(stream, withPrivateMode(attributes));
}

const withPrivateMode = (attributes: { mode?: number }) =>
  attributes.mode === undefined ? attributes : { ...attributes, mode: attributes.mode & ~0o077 };

const isLog = (node: FileNode): boolean => node.parent.name === "pg_wal" && SEGMENT_NAME.test(node.name);

const isSame = (a: Stats | undefined, b: Stats): boolean => a?.ino === b.ino && a.dev === b.dev;

/** Some systems cannot flush a folder; Postgres then goes on as well. */
function flushFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } catch (error) {
    if (!cannotFlush(error)) throw error;
  } finally {
    closeSync(folder);
  }
}

/**
 * Where the log ends after a write. Postgres writes whole pages and fills the rest of the last one with zeros, so the
 * end is after the last byte that is not zero. A record's first bytes are never all zero: no lost record is overlooked.
 */
function endOf(
  segment: string,
  bytes: Int8Array,
  offset: number,
  length: number,
  position: number,
): WalPosition {
  const page = Math.max(0, length - PAGE_BYTES);
  let end = length;
  while (end > page && bytes[offset + end - 1] === 0) end--;
  const tail = bytes.subarray(offset + Math.max(page, end - TAIL_BYTES), offset + end);
  return { segment, end: position + end, tail: Buffer.from(tail).toString("hex") };
}

/** How many bytes of log there are between two positions. */
export function bytesBetween(from: WalPosition | undefined, to: WalPosition | undefined): number {
  return from && to ? bytesOf(to) - bytesOf(from) : 0;
}
