/** One gateway, or anything else that streams. */
export interface CrowdTarget {
  host: string;
  port: number;
}

/** Where a gateway on this machine takes connections. */
export function targetAt(baseUrl: string): CrowdTarget {
  return { host: "127.0.0.1", port: Number(new URL(baseUrl).port) };
}

/** What a crowd of streams connects to, and how. */
export interface CrowdPlan {
  /** Streams take them in turn, and another one at each reconnect. */
  targets: readonly CrowdTarget[];
  /** How the streams are read. */
  protocol: "sse" | "socket.io";
  /** The request of each stream as text; `{token}` stands for the stream's token. */
  request: string;
  /**
   * The token of each stream, from 0, where the request has a place for it. Where it is empty, the request goes without
   * its header `Authorization`.
   */
  tokenOf?: (stream: number) => string;
  /** Sent after the first reply, in base64. */
  followUp?: string;
  /**
   * Whether a stream that ends comes back, as the project's client does: after the server's `retry` or `Retry-After`, or
   * after a growing, random wait and up to `spreadMs` more.
   */
  reconnect?: { spreadMs: number };
}

/** The part of a crowd that one process opens. */
export interface CrowdPart extends Omit<CrowdPlan, "tokenOf"> {
  /** The most streams that this part may have. */
  capacity: number;
  /** Connections of this part that are not open yet, at most. */
  maxConnecting: number;
  /** Index of the target that its first stream connects to: each part begins with another one. */
  firstTarget: number;
  /** Loopback addresses that the connections come from, in turn. */
  sources: readonly string[];
  /** Tokens of its streams in order, joined by newlines, in Latin-1. */
  tokens?: Uint8Array;
}

/** Numbers of streams. All but the first four only grow. */
export interface CrowdStatus {
  open: number;
  connecting: number;
  /** Waiting for their next attempt. */
  waiting: number;
  /** Not open, and not trying any more. */
  failed: number;
  /** Attempts to open a stream, successful or not. */
  attempts: number;
  /** Streams that were lost and are open again. */
  reconnected: number;
  /** Replies other than 200 and 101, by status. */
  refused: Record<string, number>;
  /** Streams that ended while they were open, by reason: `end` by the server, or an error's code. */
  lost: Record<string, number>;
  /** Attempts that got no reply, by error code. */
  unreachable: Record<string, number>;
  /** The longest time from a loss to the stream's return so far, in ms. */
  maxDowntimeMs: number;
  receivedBytes: number;
}

/** How often an event came. */
export interface EventCount {
  total: number;
  /** The least and the most that one stream got. */
  least: number;
  most: number;
}

/** When the streams got an event that the crowd watched for. */
export interface Arrivals {
  /** By `monotonicMs`: what `offsets` begin at. */
  from: number;
  /** A number per stream, in ms after `from`; NaN if it did not come. */
  offsets: Float32Array;
}

/** Commands of the parent to a process of a crowd. */
export type CrowdCommand =
  | { name: "setUp"; part: CrowdPart }
  | { name: "open"; count: number; perSecond: number }
  | { name: "stopOpening" }
  | { name: "retarget"; targets: readonly CrowdTarget[] }
  | { name: "watch"; event: string; text: string }
  | { name: "arrivals"; timeoutMs: number }
  | { name: "counts" }
  | { name: "resetCounts" }
  | { name: "status" }
  | { name: "downtimes" }
  | { name: "close" };
