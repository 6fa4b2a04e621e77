import { SseReader } from "../../../../bench/load/stream-crowd/sse-reader.ts";
import type { CrowdEvent } from "../../../../bench/load/stream-crowd/stream-reader.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
const BODY = 'retry: 2500\n\n:\n\nid: 3-7\nevent: question\ndata: {"no":1,"text":"Où?"}\n\ndata: x\n\n';

function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** Reads what one stream gets, in pieces. */
function readAll(pieces: readonly Buffer[]) {
  const log: unknown[] = [];
  const reader = new SseReader(1, {
    onHead: (_stream, status, retryAfterMs) => log.push({ status, retryAfterMs }),
    onEvent: (_stream, { name, id, retryMs }) => log.push({ name, id, retryMs }),
    onEnd: () => log.push("end"),
    send: () => {},
  });
  reader.reset(0);
  for (const piece of pieces) reader.read(0, piece);
  return log;
}

const EVENTS = [
  { name: "retry", id: undefined, retryMs: 2500 },
  { name: "question", id: "3-7", retryMs: undefined },
  { name: "message", id: undefined, retryMs: undefined },
];

describe("the reader of event streams", () => {
  const OPENED = { status: 200, retryAfterMs: undefined };
  const reply = Buffer.from(
    `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunked(BODY)}${chunked(BODY)}0\r\n\r\n`,
  );

  test("reads chunks, whatever pieces they come in", () => {
    const expected = [OPENED, ...EVENTS, ...EVENTS, "end"];
    expect(readAll([reply])).toEqual(expected);
    for (let at = 1; at < reply.length; at++)
      expect(readAll([reply.subarray(0, at), reply.subarray(at)])).toEqual(expected);
    expect(readAll([...reply].map((byte) => Buffer.from([byte])))).toEqual(expected);
  });

  test("reads a body without chunks", () => {
    expect(readAll([Buffer.from(`${HEAD}\r\n${BODY}`)])).toEqual([OPENED, ...EVENTS]);
  });

  test("tells what a refusal asks for", () => {
    const refusal = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 4\r\nContent-Length: 0\r\n\r\n";
    expect(readAll([Buffer.from(refusal)])).toEqual([{ status: 503, retryAfterMs: 4000 }, "end"]);
  });

  test("parses the same bytes once for all streams, and other bytes of the same length anew", () => {
    const seen: CrowdEvent[][] = [[], []];
    const reader = new SseReader(2, {
      onHead: () => {},
      onEvent: (stream, event) => seen[stream]!.push(event),
      onEnd: () => {},
      send: () => {},
    });
    const event = (no: number) => Buffer.from(chunked(`event: question\ndata: ${no}\n\n`));
    for (const stream of [0, 1]) {
      reader.reset(stream);
      reader.read(stream, Buffer.from(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`));
      reader.read(stream, event(1));
      reader.read(stream, event(2));
    }
    expect(seen[0]!.map(({ text }) => text)).toEqual([
      "event: question\ndata: 1",
      "event: question\ndata: 2",
    ]);
    expect(seen[1]).toEqual(seen[0]);
    reader.read(0, event(3));
    reader.read(1, event(3));
    expect(seen[1]![2]).toBe(seen[0]![2]);
  });
});
