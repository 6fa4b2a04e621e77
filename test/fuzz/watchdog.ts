import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "../harness/client.ts";

/** A node that does not reply for longer than this, and works meanwhile, stands still for everyone; in ms. */
const MAX_STANDSTILL_MS = 250;
const INTERVAL_MS = 50;
/** Linux counts CPU time in ticks of 10 ms. */
const TICK_MS = 10;

interface Standstill {
  ms: number;
  /** CPU time of the node's main thread meanwhile. A pause of the machine takes none. */
  cpuMs: number;
}

/** Asks a node for `/healthz` again and again, and notes when it stood still. */
export class Watchdog {
  readonly standstills: Standstill[] = [];
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;

  constructor(baseUrl: string, pid: number) {
    this.#loop = this.#watch(baseUrl, pid);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #watch(baseUrl: string, pid: number): Promise<void> {
    const client = new Client(baseUrl, 1);
    while (!this.#stopping.signal.aborted) {
      const [startedAt, cpuBefore] = [performance.now(), mainThreadCpuMs(pid)];
      // The node may have ended: whoever plays notices.
      await client.send("GET", "/healthz").catch(() => undefined);
      const ms = performance.now() - startedAt;
      const cpuMs = mainThreadCpuMs(pid) - cpuBefore;
      if (ms > MAX_STANDSTILL_MS && cpuMs > MAX_STANDSTILL_MS) this.standstills.push({ ms, cpuMs });
      await sleep(INTERVAL_MS);
    }
    client.close();
  }
}

/** CPU time of a process's main thread so far, in ms; 0 if the system does not tell. */
function mainThreadCpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, "latin1");
    const [utime, stime] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return (Number(utime) + Number(stime)) * TICK_MS;
  } catch {
    return 0;
  }
}
