import type moleculerRepl from "moleculer-repl";
import { transportIsUp } from "../platform/broker/transport.ts";
import type { Operator } from "./operator.ts";
import { draw, type Pens, type Shown } from "./screen.ts";
import { Complaint, explain } from "./user-error.ts";

type CustomCommand = Extract<Parameters<typeof moleculerRepl>[1]["customCommands"], unknown[]>[number];

const NO_NATS = "There is no connection to NATS right now; it is made again by itself.";

/** A command of the REPL. */
export interface Command {
  /** How it is typed: `drain <node> [seconds]`. */
  usage: string;
  does: string;
  flags?: { flag: string; does: string }[];
  /**
   * @param words what was typed after the command's name, flags left out; never more than the usage has
   * @param flags those that were given, without dashes
   * @throws Complaint
   */
  run(operator: Operator, words: readonly string[], flags: ReadonlySet<string>): AsyncIterable<Shown>;
}

/** A command line as commander has taken it apart. */
interface Typed {
  args: string[];
  opts(): object;
  params?: { words: string[]; flags: ReadonlySet<string> };
}

/** Makes moleculer-repl know a command; whatever goes wrong in it is told in one line. */
export function asCustomCommand(command: Command, operator: Operator): CustomCommand {
  const { usage, does, flags = [] } = command;
  const mostWords = usage.split(" ").length - 1;
  return {
    command: usage,
    description: does,
    alias: null,
    options: flags.map(({ flag, does: description }) => ({ option: flag, description })),
    // An id may begin with a dash: what is no flag of ours is a word.
    allowUnknownOptions: true,
    parse(typed: Typed) {
      typed.params = { words: [...typed.args], flags: new Set(Object.keys(typed.opts())) };
    },
    async action(_broker: unknown, { words, flags }: NonNullable<Typed["params"]>, pens: Pens) {
      try {
        if (!(await transportIsUp(operator.broker))) throw new Complaint(NO_NATS);
        if (words.length > mostWords) throw new Complaint(`Too many words; it is: ${usage}`);
        for await (const shown of command.run(operator, words, flags)) console.log(draw(shown, pens));
      } catch (error) {
        console.log(pens.kleur.red(await told(error, operator)));
      }
    },
  };
}

async function told(error: unknown, { broker }: Operator): Promise<string> {
  if (error instanceof Complaint) return error.message;
  return (await transportIsUp(broker)) ? explain(error) : NO_NATS;
}
