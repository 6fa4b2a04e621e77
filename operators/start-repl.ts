import repl from "node:repl";
import type { ServiceBroker } from "moleculer";
import moleculerRepl from "moleculer-repl";

type Options = Parameters<typeof moleculerRepl>[1];

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
  try {
    return moleculerRepl(broker, options);
  } finally {
    Object.assign(repl, { start });
  }
}
