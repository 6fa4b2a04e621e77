import type moleculerRepl from "moleculer-repl";
import { isTransportUp } from "../platform/broker/transport.ts";
import type { Operator } from "./operator.ts";
import { type Output, type Renderers, render } from "./screen.ts";
import { describeError, UserError } from "./user-error.ts";

type CustomCommand = Extract<Parameters<typeof moleculerRepl>[1]["customCommands"], unknown[]>[number];

const NO_NATS = "Not connected to NATS; reconnecting.";

/** A command of the REPL. */
export interface Command {
  /** How it is typed: `drain <node> [seconds]`. */
  usage: string;
  description: string;
  flags?: { flag: string; does: string }[];
  /**
   * @param words the arguments after the command's name, without flags; at most as many as `usage` names
   * @param flags the flags that were typed, without dashes
   * @throws Complaint
   */
  run(operator: Operator, words: readonly string[], flags: ReadonlySet<string>): AsyncIterable<Output>;
}

/** A command line that commander has parsed. */
interface ParsedLine {
  args: string[];
  opts(): object;
  params?: { words: string[]; flags: ReadonlySet<string> };
}

/** Adapts a command to moleculer-repl. An error in it is printed as one line. */
export function asCustomCommand(command: Command, operator: Operator): CustomCommand {
  const { usage, description: does, flags = [] } = command;
  const maxWords = usage.split(" ").length - 1;
  return {
    command: usage,
    description: does,
    alias: null,
    options: flags.map(({ flag, does: description }) => ({ option: flag, description })),
    // An id may begin with a dash: an unknown option is an argument.
    allowUnknownOptions: true,
    parse(line: ParsedLine) {
      line.params = { words: [...line.args], flags: new Set(Object.keys(line.opts())) };
    },
    async action(
      _broker: unknown,
      { words, flags }: NonNullable<ParsedLine["params"]>,
      renderers: Renderers,
    ) {
      try {
        if (!(await isTransportUp(operator.broker))) throw new UserError(NO_NATS);
        if (words.length > maxWords) throw new UserError(`Too many arguments. Usage: ${usage}`);
        for await (const output of command.run(operator, words, flags))
          console.log(render(output, renderers));
      } catch (error) {
        console.log(renderers.kleur.red(await errorLine(error, operator)));
      }
    },
  };
}

async function errorLine(error: unknown, { broker }: Operator): Promise<string> {
  if (error instanceof UserError) return error.message;
  return (await isTransportUp(broker)) ? describeError(error) : NO_NATS;
}
