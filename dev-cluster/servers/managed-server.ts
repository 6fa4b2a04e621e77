import { setTimeout as pause } from "node:timers/promises";
import { Child } from "../processes/child.ts";
import { freePort } from "../processes/free-port.ts";
import { childrenOf, isAlive } from "../processes/process-table.ts";
import type { SystemUser } from "../processes/system-user.ts";
import type { OwnFolder } from "../processes/temp-dir.ts";
import { waitFor } from "../processes/wait.ts";
import type { Recipe, Server } from "./server.ts";

const START_MS = 30_000;
const END_MS = 10_000;
/** Another process may take a port between our look at it and the server's; then the next is tried. */
const PORTS_TRIED = 3;

/** A server by a recipe, in a folder of its own. */
export class PrivateServer implements Server {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly #recipe: Recipe;
  readonly #folder: OwnFolder;
  readonly #user: SystemUser | undefined;
  #child: Child | undefined;

  /** Starts it on a free port. Where that fails nothing of it stays. @throws Error with what it said */
  static async start(recipe: Recipe, folder: OwnFolder, user?: SystemUser): Promise<PrivateServer> {
    for (let attempt = 1; ; attempt++) {
      const server = new PrivateServer(recipe, folder, user, await freePort());
      try {
        recipe.prepare(server.port);
        await server.#launch();
        return server;
      } catch (error) {
        await server.#end();
        const portTaken = /address already in use/i.test(String(error));
        if (portTaken && attempt < PORTS_TRIED) continue;
        folder.remove();
        throw error;
      }
    }
  }

  private constructor(recipe: Recipe, folder: OwnFolder, user: SystemUser | undefined, port: number) {
    this.#recipe = recipe;
    this.#folder = folder;
    this.#user = user;
    this.name = recipe.name;
    this.port = port;
    this.url = recipe.url(port);
  }

  pid(): number | undefined {
    return this.#child?.exit ? undefined : this.#child?.pid;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exit) return;
    if (signal === "SIGSTOP" || signal === "SIGCONT") return child.signalAll(signal);
    const family = childrenOf(child.pid);
    if (signal === "SIGKILL") child.signalAll(signal);
    else child.signal(signal);
    await waitFor(`${this.name} has ended on ${signal}`, () => !family.some(isAlive) && !!child.exit, END_MS);
  }

  async restart(): Promise<void> {
    await this.#end();
    await this.#launch();
  }

  async stop(): Promise<void> {
    await this.#end();
    this.#recipe.forget?.();
    this.#folder.remove();
  }

  async #end(): Promise<void> {
    await this.#child?.end(this.#recipe.endSignal, END_MS);
  }

  async #launch(): Promise<void> {
    const { name, command, args, serves, lastSignal } = this.#recipe;
    const child = await Child.start({
      command,
      args: args(this.port),
      cwd: this.#folder.path,
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC" },
      user: this.#user,
      lastSignal,
    });
    this.#child = child;
    this.#folder.remember(child.pid);
    await waitFor(`${name} serves`, () => !!child.exit || serves(this.port, child.pid), START_MS).catch(
      (error) => {
        throw new Error(`${error.message} It said:\n${child.tail}`);
      },
    );
    if (!child.exit) return;
    await Promise.race([child.silent, pause(1000)]);
    throw new Error(`${name} ended as it started (${JSON.stringify(child.exit)}). It said:\n${child.tail}`);
  }
}
