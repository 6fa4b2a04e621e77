import { type BrokerOptions, Loggers } from "moleculer";
import { type DestinationStream, type LoggerOptions, pino } from "pino";
import type { Environment } from "../environment.ts";
import { FoldingHandlers } from "./fold-repeats.ts";

type LogLevel = NonNullable<BrokerOptions["logLevel"]> & string;
type Bindings = Parameters<InstanceType<typeof Loggers.Pino>["getLogHandler"]>[0];

/** A JSON Web Token, ours or a provider's, anywhere in a line. */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;

/**
 * Moleculer's Pino logger, with the fields of docs/logs-and-traces.md: `time` (ISO 8601), `level`, `node`, `service`,
 * `message`, and if they are known `requestId`, `data` and `error`.
 */
class JsonLogger extends Loggers.Pino {
  readonly #folding = new FoldingHandlers();

  override getLogHandler({ nodeID, mod, svc }: Bindings) {
    const handler = super.getLogHandler({ node: nodeID, service: svc ?? mod } as never);
    return this.#folding.fold(handler) as typeof handler;
  }

  override async stop(): Promise<void> {
    this.#folding.flush();
  }
}

/** Moleculer's text for people, with repeated warnings folded. */
class TextLogger extends Loggers.Console {
  readonly #folding = new FoldingHandlers();

  override getLogHandler(bindings: Bindings) {
    const handler = super.getLogHandler(bindings);
    return this.#folding.fold(handler) as typeof handler;
  }

  override async stop(): Promise<void> {
    this.#folding.flush();
  }
}

/**
 * A logger that writes one line of JSON per entry. Secrets and tokens are replaced wherever they stand in the line.
 *
 * @param secrets strings that no line may contain
 */
export function jsonLogger(
  level: LogLevel,
  secrets: readonly string[],
  destination: DestinationStream = standardStreams(),
): JsonLogger {
  const options = pinoOptions(secrets) as Record<string, unknown>;
  return new JsonLogger({ level, pino: { options, destination } } as never);
}

/**
 * Warnings and errors go to stderr, the rest to stdout. Each line is written synchronously, so a process that exits
 * loses none; `process.stdout` would keep lines in memory while the pipe is full.
 */
function standardStreams(): DestinationStream {
  const streams = [
    { level: "trace" as const, stream: pino.destination({ dest: 1, sync: true }) },
    { level: "warn" as const, stream: pino.destination({ dest: 2, sync: true }) },
  ];
  return pino.multistream(streams, { dedupe: true });
}

function pinoOptions(secrets: readonly string[]): LoggerOptions {
  const escapedSecrets = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  return {
    level: "trace",
    base: null,
    messageKey: "message",
    errorKey: "error",
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: serializeError },
    hooks: {
      /** Moleculer passes the message first and any number of values after it; Pino takes fields, then the message. */
      logMethod(args, log) {
        const { words, fields, error } = splitArgs(args);
        const { requestId, requestID = requestId, ...data } = fields;
        const hasData = Object.keys(data).length > 0;
        const entry = { requestId: requestID, data: hasData ? data : undefined, error };
        log.call(this, entry, words.join(" ") || error?.message || "");
      },
      /** Pino's own `redact` knows only paths of fields, but a secret may stand inside any text. */
      streamWrite: (line) =>
        escapedSecrets.reduce(
          (text, secret) => text.replaceAll(secret, "[secret]"),
          line.replace(TOKEN, "[token]"),
        ),
    },
  };
}

/** Sorts the arguments of a log call into the words of the message, the fields and the first error. */
function splitArgs(args: readonly unknown[]) {
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

function serializeError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const { code, type } = error as { code?: unknown; type?: unknown };
  const serializedCause = Error.isError(cause) ? serializeError(cause as Error) : undefined;
  return { name, message, code, type, stack, cause: serializedCause };
}

/** The secrets in the environment: `AUTH_SECRET`, the passwords in addresses, the headers for the collector. */
export function secretsOf(environment: Environment): string[] {
  const { AUTH_SECRET, DATABASE_URL, REDIS_URL, NATS_URL, OTEL_EXPORTER_OTLP_HEADERS } = environment;
  const passwords = [DATABASE_URL, REDIS_URL, ...(NATS_URL?.split(",") ?? [])].flatMap((address) => {
    const encoded = address && URL.canParse(address) ? new URL(address).password : "";
    return encoded === "" ? [] : [encoded, decodeURIComponent(encoded)];
  });
  const headers = Object.values(OTEL_EXPORTER_OTLP_HEADERS).filter(Boolean);
  return [...(AUTH_SECRET ? [AUTH_SECRET] : []), ...passwords, ...headers];
}

/** The configured log level. The default of a standalone node is `warn`, as its log is read in a terminal. */
export function logLevelOf({ LOG_LEVEL, NATS_URL }: Environment): LogLevel {
  return LOG_LEVEL ?? (NATS_URL ? "info" : "warn");
}

/** JSON for a clustered node, whose log is read by machines; Moleculer's text for people if it is standalone. */
export function loggerOptions(environment: Environment): BrokerOptions["logger"] {
  const format = environment.STAMPEDE_LOG_FORMAT ?? (environment.NATS_URL ? "json" : "text");
  if (format === "text") return new TextLogger({ level: logLevelOf(environment) } as never) as never;
  return jsonLogger(logLevelOf(environment), secretsOf(environment)) as never;
}
