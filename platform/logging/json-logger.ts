import type { BrokerOptions } from "moleculer";
import type { Environment } from "../environment.ts";

/** Who logs, as Moleculer says it: a service or a part of Moleculer, on a node. */
interface Bindings {
  nodeID: string;
  mod: string;
  svc?: string;
}

export type LogLine = (level: string, args: readonly unknown[], bindings: Bindings) => string;

/** A token of ours or of a provider, wherever it stands. */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;

/**
 * One line of JSON for each thing that is logged: `time` (ISO 8601), `level`, `node`, `service`, `message`; where
 * they are known `requestId`, `error` (name, message, code, type, stack) and `data`. What is secret is blotted out.
 *
 * @param secrets never to be seen in a line
 */
export function logLine(secrets: readonly string[]): LogLine {
  const quoted = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  return (level, args, { nodeID, mod, svc }) => {
    const { words, fields, error } = sorted(args);
    const { requestId, requestID = requestId, ...data } = fields;
    const line = JSON.stringify({
      time: new Date().toISOString(),
      level,
      node: nodeID,
      service: svc ?? mod,
      message: words.join(" ") || error?.message || "",
      requestId: requestID,
      data: Object.keys(data).length > 0 ? data : undefined,
      error: error && told(error),
    });
    return quoted.reduce(
      (text, secret) => text.replaceAll(secret, "[secret]"),
      line.replace(TOKEN, "[token]"),
    );
  };
}

/** What was said, in words, in fields and as an error. */
function sorted(args: readonly unknown[]) {
  const words: string[] = [];
  const fields: Record<string, unknown> = {};
  let error: Error | undefined;
  for (const arg of args) {
    if (Error.isError(arg)) error ??= arg as Error;
    else if (typeof arg === "object" && arg !== null && !Array.isArray(arg)) Object.assign(fields, arg);
    else words.push(typeof arg === "string" ? arg : (JSON.stringify(arg) ?? String(arg)));
  }
  return { words, fields, error };
}

function told(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const { code, type } = error as { code?: unknown; type?: unknown };
  return { name, message, code, type, stack, cause: Error.isError(cause) ? told(cause as Error) : undefined };
}

/** The environment's secrets: its secret, the passwords of its addresses, what tells a collector who sends. */
export function secretsOf(environment: Environment): string[] {
  const { AUTH_SECRET, DATABASE_URL, REDIS_URL, NATS_URL, OTEL_EXPORTER_OTLP_HEADERS } = environment;
  const passwords = [DATABASE_URL, REDIS_URL, ...(NATS_URL?.split(",") ?? [])].flatMap((address) => {
    const written = address && URL.canParse(address) ? new URL(address).password : "";
    return written === "" ? [] : [written, decodeURIComponent(written)];
  });
  const headers = Object.values(OTEL_EXPORTER_OTLP_HEADERS).filter(Boolean);
  return [...(AUTH_SECRET ? [AUTH_SECRET] : []), ...passwords, ...headers];
}

/** Lines of JSON in a cluster, where machines read them; Moleculer's own, for eyes, where a node is alone. */
export function loggerOptions(environment: Environment): BrokerOptions["logger"] {
  const format = environment.STAMPEDE_LOG_FORMAT ?? (environment.NATS_URL ? "json" : "text");
  if (format === "text") return true;
  const line = logLine(secretsOf(environment));
  const formatter = (level: string, args: unknown[], bindings: Bindings) => [line(level, args, bindings)];
  return { type: "Console", options: { formatter: formatter as never } };
}
