import { readFileSync } from "node:fs";

const KIB_PER_MIB = 1024;

/** What must stay free, in MiB: below this the kernel would soon end a process. */
export const RESERVED_MIB = 1536;
const WATCH_INTERVAL_MS = 250;

/** Memory of the machine, in MiB. Linux only. */
export interface MachineMemory {
  available: number;
  /** What the kernel's own objects take: sockets, files, their entries in epoll and in the cache of names. */
  kernelObjects: number;
}

export function machineMemory(): MachineMemory {
  const text = readFileSync("/proc/meminfo", "latin1");
  const mib = (name: string) =>
    Number(new RegExp(`^${name}: +(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN) / KIB_PER_MIB;
  return { available: mib("MemAvailable"), kernelObjects: mib("Slab") };
}

/** Watches the free memory of the machine. */
export class MemoryGuard {
  /** The least that was free so far, in MiB. */
  leastMiB = machineMemory().available;
  readonly #timer: NodeJS.Timeout;

  /** @param onLow is called once, when less than 1.5 GiB are free */
  constructor(onLow: (availableMiB: number) => void) {
    let wasLow = false;
    this.#timer = setInterval(() => {
      const { available } = machineMemory();
      this.leastMiB = Math.min(this.leastMiB, available);
      if (wasLow || available >= RESERVED_MIB) return;
      wasLow = true;
      onLow(available);
    }, WATCH_INTERVAL_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
