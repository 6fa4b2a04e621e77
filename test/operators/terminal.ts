import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { until } from "../harness/until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROMPT = "stampede $ ";
const ANSWER_MS = 30_000;

/**
 * The REPL on a real pseudo-terminal, as `npm run repl` starts it; util-linux's `script` provides the terminal.
 * Tests type lines and read what a person would see.
 */
export class Terminal {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #bytes = "";

  /** Starts the REPL with these environment variables and no others. */
  static start(env: Record<string, string>): Terminal {
    return new Terminal(env);
  }

  /** Starts the REPL and waits for its first prompt. */
  static async ready(env: Record<string, string>): Promise<Terminal> {
    const terminal = new Terminal(env);
    await until("the REPL prompts", () => terminal.screen.endsWith(PROMPT), ANSWER_MS).catch((error) => {
      terminal.close();
      throw new Error(`${error.message}\nIt showed:\n${terminal.screen}`);
    });
    return terminal;
  }

  private constructor(env: Record<string, string>) {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
    const command = `stty cols 200 rows 60; exec ${scripts.repl}`;
    this.#child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: ROOT,
      env: { ...env, PATH: `${ROOT}node_modules/.bin:${process.env.PATH}`, TERM: "xterm", SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#bytes += text;
    });
    this.#exited = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
  }

  /** All output so far, without colours and cursor moves. */
  get screen(): string {
    return plainText(this.#bytes);
  }

  /** Types a line without waiting. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\r`);
  }

  /** Types a line and returns the output up to the next prompt. */
  async ask(line: string): Promise<string> {
    const before = this.#bytes.length;
    this.type(line);
    const shown = () => plainText(this.#bytes.slice(before));
    await until(`"${line}" is answered`, () => shown().endsWith(`\n${PROMPT}`), ANSWER_MS).catch((error) => {
      throw new Error(`${error.message}\nIt showed:\n${this.screen}`);
    });
    const answer = shown().slice(0, -PROMPT.length);
    return answer.slice(answer.indexOf(`${line}\n`) + line.length).trim();
  }

  /** Waits for the process to end and returns its exit code. */
  exit(): Promise<number | null> {
    return this.#exited;
  }

  /** Stops the process, whatever it does. */
  async close(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#exited;
  }
}

function plainText(bytes: string): string {
  return stripVTControlCharacters(bytes).replaceAll("\r", "");
}
