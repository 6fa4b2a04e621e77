import { createRequire } from "node:module";
import repl from "node:repl";
import type { ServiceBroker } from "moleculer";
import moleculerRepl from "moleculer-repl";

type Options = Parameters<typeof moleculerRepl>[1];

interface CommanderCommand {
  parseAsync(...args: unknown[]): Promise<unknown>;
  showHelpAfterError(message: string): unknown;
}

/**
 * After a wrong command line moleculer-repl prints its whole help, below which nobody finds which command was meant.
 * Commander prints one line instead, but the program that it must be told on is not exported: it is found when it parses.
 */
function shortenErrors(): void {
  const require = createRequire(import.meta.resolve("moleculer-repl"));
  const { prototype } = (require("commander") as { Command: { prototype: CommanderCommand } }).Command;
  const { parseAsync } = prototype;
  prototype.parseAsync = function parseWithShortErrors(...args) {
    this.showHelpAfterError("`help` lists the commands.");
    return parseAsync.apply(this, args);
  };
}

/**
 * Starts moleculer-repl. Version 0.8 finds its broker through the `this` of its evaluator, which Node 26 no longer
 * sets (moleculerjs/moleculer-repl#80). Without this binding every typed line ends in a TypeError.
 */
export function startRepl(broker: ServiceBroker, options: Options): repl.REPLServer {
  const { start } = repl;
  const startBound = (given: repl.ReplOptions): repl.REPLServer => {
    const server = start({ ...given, eval: (...line) => given.eval?.apply(server, line) });
    return server;
  };
  Object.assign(repl, { start: startBound });
  shortenErrors();
  try {
    return moleculerRepl(broker, options);
  } finally {
    Object.assign(repl, { start });
  }
}
