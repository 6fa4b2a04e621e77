import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./rules.ts";
import { endToEnd } from "./upstream.ts";

/** The upstream replies; the client gets nothing, and its connection is closed. */
export const loseReply: Fault = async ({ forward, connection }) => {
  await forward();
  connection.destroy();
};

/** The upstream replies; the client hears nothing, and its connection stays open. */
export const keepReply: Fault = async ({ forward }) => {
  await forward();
};

/** Nobody hears of the request, and the client's connection stays open. */
export const keepRequest: Fault = async () => {};

/** The connection is reset after half of the reply's body. */
export const resetInBody: Fault = async ({ forward, connection, response }) => {
  const { head, body } = await forward();
  response.writeHead(head.statusCode ?? 0, { ...endToEnd(head.headers), "content-length": body.length });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => connection.reset());
};

/** The connection is reset in the middle of the nth event of a stream. */
export function resetInEvent(nth: number): Fault {
  return async ({ open, connection, response }) => {
    const head = await open();
    response.writeHead(head.statusCode ?? 0, endToEnd(head.headers));
    let sent = "";
    for await (const chunk of head) {
      const text = sent + String(chunk);
      const blocks = text.split("\n\n");
      const events = blocks.slice(0, -1).filter((block) => block.includes("\ndata: "));
      if (events.length < nth) {
        response.write(chunk);
        sent = text;
        continue;
      }
      const event = events[nth - 1] as string;
      const end = text.indexOf(event) + Math.ceil(event.length / 2);
      response.write(text.slice(sent.length, end), () => connection.reset());
      return;
    }
  };
}

/** The upstream does not get the request; the client gets this reply. */
export function replyWith(
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): Fault {
  return async ({ response }) => {
    response.writeHead(status, { "content-type": type, ...headers }).end(body);
  };
}

/** The upstream gets the request when `released` resolves. */
export function holdRequest(released: Promise<unknown>): Fault {
  return async ({ pass }) => {
    await released;
    await pass();
  };
}

/** The client gets the reply's body in small pieces, within `ms` in all. */
export function drip(ms: number): Fault {
  return async ({ forward, response }) => {
    const { head, body } = await forward();
    response.writeHead(head.statusCode ?? 0, endToEnd(head.headers));
    const pieces = 8;
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [piece, piece + 1].map((part) => Math.round((part / pieces) * body.length));
      response.write(body.subarray(from, to));
      await sleep(ms / pieces);
    }
    response.end();
  };
}

export const BAD_GATEWAY = replyWith(
  502,
  "text/html",
  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
);
/** What the network of a hotel or a school replies until someone has agreed to its terms. */
export const CAPTIVE_PORTAL = replyWith(
  200,
  "text/html; charset=utf-8",
  "<!doctype html><html><body><form action=/login>Welcome to our network. Please agree.</form></body></html>",
);
