import type { Loggers } from "moleculer";

type BaseLogger = InstanceType<(typeof Loggers)["Base"]>;
/** Moleculer's handler of log calls: the level, and the arguments of the call. */
export type LogHandler = NonNullable<ReturnType<BaseLogger["getLogHandler"]>>;

/** How long equal warnings are counted before one line says how often they came, in ms. */
export const FOLD_MS = 10_000;
/** A bound on memory. Past it, warnings are written as they come. */
const MAX_WARNINGS = 1000;

interface Repeats {
  args: unknown[];
  count: number;
}

/**
 * Folds warnings that repeat: the first one is written at once; equal ones within the next 10 s become one line with
 * their count. Only warnings: an error carries the id of its request, which would be lost.
 *
 * @param handle writes a line
 * @returns a handler that folds; `flush` writes the counts that are still open
 */
export function foldRepeats(handle: LogHandler): LogHandler & { flush(): void } {
  const open = new Map<string, Repeats>();
  const close = (key: string) => {
    const { args, count } = open.get(key)!;
    open.delete(key);
    if (count > 0)
      handle("warn", [`${args[0]} (${count} more within ${FOLD_MS / 1000} s)`, ...args.slice(1)]);
  };
  const fold: LogHandler = (level, args) => {
    if (level !== "warn") return handle(level, args);
    const key = args.map(textOf).join(" ");
    const repeats = open.get(key);
    if (repeats) {
      repeats.count++;
      repeats.args = args;
      return;
    }
    handle(level, args);
    if (open.size >= MAX_WARNINGS) return;
    open.set(key, { args, count: 0 });
    setTimeout(() => open.has(key) && close(key), FOLD_MS).unref();
  };
  return Object.assign(fold, { flush: () => [...open.keys()].forEach(close) });
}

/** What makes two warnings equal: their words and their errors, not their other data. */
function textOf(arg: unknown): string {
  if (typeof arg === "string") return arg;
  return Error.isError(arg) ? (arg as Error).message : "";
}

/** The folding handlers of one logger, which it flushes when it stops. */
export class FoldingHandlers {
  readonly #handlers: { flush(): void }[] = [];

  /** @param handler null if the level of its module is off */
  fold(handler: LogHandler | null): LogHandler | null {
    if (!handler) return null;
    const folding = foldRepeats(handler);
    this.#handlers.push(folding);
    return folding;
  }

  flush(): void {
    for (const handler of this.#handlers) handler.flush();
  }
}
