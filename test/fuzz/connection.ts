import { connect } from "node:net";
import { problemOf, type RawReply, readReplies } from "./replies.ts";
import type { FuzzRequest } from "./requests.ts";

/** A connection is done once nothing has come for so long, in ms: a mutated request may wait for bytes forever. */
const IDLE_MS = 250;
const MAX_MS = 3000;
/** No more than this is read of a stream or of a large report. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_PARSED_BYTES = 100_000;

/** Sends requests on one connection, pipelined, and reads what comes until all are answered or nothing comes any more. */
export function exchange(port: number, requests: readonly FuzzRequest[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    const timer = setTimeout(finish, MAX_MS);
    socket.setTimeout(IDLE_MS, finish);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      // A longer reply is read until nothing comes any more: parsing it at every chunk would take too long.
      const isShort = size <= MAX_PARSED_BYTES;
      if (size > MAX_BYTES || (isShort && isAnswered(Buffer.concat(chunks), requests))) finish();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // The gateway may close a connection that it cannot read any further, even while we still write.
      if (error.code === "ECONNREFUSED") reject(error);
      else finish();
    });
    socket.on("close", finish);
    socket.write(Buffer.concat(requests.map(({ bytes }) => bytes)));
  });
}

function isAnswered(bytes: Buffer, requests: readonly FuzzRequest[]): boolean {
  try {
    const replies = readReplies(bytes, (index) => requests[index]?.method === "HEAD");
    return replies.length >= requests.length && replies.every(({ isComplete }) => isComplete);
  } catch {
    return false;
  }
}

/** What is wrong with the replies to these requests; undefined if nothing is. */
export function problemsIn(bytes: Buffer, requests: readonly FuzzRequest[]): string | undefined {
  let replies: RawReply[];
  try {
    replies = readReplies(bytes, (index) => requests[index]?.method === "HEAD");
  } catch (error) {
    return (error as Error).message;
  }
  for (const reply of replies) {
    const problem = problemOf(reply);
    if (problem) return problem;
  }
  return undefined;
}
