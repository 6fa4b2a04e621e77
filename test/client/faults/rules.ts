import type { IncomingMessage, ServerResponse } from "node:http";
import type { AfterOutage, Connection } from "./connection.ts";

/** One request that came through the proxy. */
export interface Exchange {
  method: string;
  path: string;
  body: string;
  /** When it came, in ms since the epoch. */
  at: number;
  /** The status of the upstream's reply, whether the client got it or not. */
  status?: number;
  /** The body of the upstream's reply; undefined for a stream. */
  reply?: string;
  /** Whether a fault was injected. */
  isFaulty: boolean;
}

/** What a fault may do with a request. */
export interface Faulty {
  exchange: Exchange;
  connection: Connection;
  response: ServerResponse;
  /** Sends the request to the upstream; resolves with the head of the reply. */
  open(): Promise<IncomingMessage>;
  /** Sends the request to the upstream; resolves with the whole reply. */
  forward(): Promise<{ head: IncomingMessage; body: Buffer }>;
  /** Sends the request to the upstream, and its reply to the client. */
  pass(): Promise<void>;
}
export type Fault = (faulty: Faulty) => Promise<void>;

export interface Rule {
  /** Any method if it is left out. */
  method?: string;
  /** The end of the path, without the query. */
  path: string;
  /** Which of the requests that match are faulty, from 1; the first if it is left out. */
  nth?: number;
  /** How many, from the nth on; 1 if it is left out. */
  times?: number;
}

/** A rule in force: how many requests have matched, and how many of them were faulty. */
export interface Injected {
  matched: number;
  hits: number;
}

export interface Outage {
  /** What a new connection meets: no reply or a reset. */
  opens: "hangs" | "is refused";
  after: AfterOutage;
}

/** Whether a rule is about this request, whichever of its kind it is. */
export function matches({ method, path }: Rule, exchange: Exchange): boolean {
  if (method !== undefined && method !== exchange.method) return false;
  return (exchange.path.split("?")[0] as string).endsWith(path);
}
