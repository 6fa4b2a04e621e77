import { readFileSync } from "node:fs";
import { cpuSeconds } from "../../measuring/process-cpu.ts";
import { memoryMiB } from "../../measuring/process-memory.ts";
import { machineMemory } from "./machine-memory.ts";

const TICKS_PER_SECOND = 100;

/** CPU time, in seconds. `machine` is all that the cores did, the kernel's part for the network included. */
export interface CpuSeconds {
  gateways: number;
  crowd: number;
  machine: number;
}

/** Memory while so many streams are open, in MiB. */
export interface MemoryPoint {
  streams: number;
  gateways: number;
  crowd: number;
  /** The kernel's objects, since before the first stream. */
  kernel: number;
  /** What is free of the machine. */
  available: number;
}

/** Measures gateways, crowd, kernel and machine. */
export class Meters {
  readonly #gateways: () => readonly number[];
  readonly #crowd: () => readonly number[];
  readonly #kernelBefore = machineMemory().kernelObjects;

  /** @param gateways their process ids @param crowd theirs */
  constructor(gateways: () => readonly number[], crowd: () => readonly number[]) {
    this.#gateways = gateways;
    this.#crowd = crowd;
  }

  memory(streams: number): MemoryPoint {
    const { available, kernelObjects } = machineMemory();
    const sum = (pids: readonly number[]) =>
      Math.round(pids.reduce((total, pid) => total + (memoryMiB(pid) ?? 0), 0));
    return {
      streams,
      gateways: sum(this.#gateways()),
      crowd: sum(this.#crowd()),
      kernel: Math.round(kernelObjects - this.#kernelBefore),
      available: Math.round(available),
    };
  }

  cpu(): CpuSeconds {
    const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + cpuSeconds(pid), 0);
    return { gateways: sum(this.#gateways()), crowd: sum(this.#crowd()), machine: machineCpuSeconds() };
  }

  /** Runs `work`, and tells how long it took and what CPU time passed. */
  async measure<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number; cpu: CpuSeconds }> {
    const [before, startedAt] = [this.cpu(), performance.now()];
    const value = await work();
    const seconds = (performance.now() - startedAt) / 1000;
    const after = this.cpu();
    const cpu = {
      gateways: after.gateways - before.gateways,
      crowd: after.crowd - before.crowd,
      machine: after.machine - before.machine,
    };
    return { value, seconds, cpu };
  }
}

/** The time that all cores together were not idle, since the machine started. */
function machineCpuSeconds(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync("/proc/stat", "latin1")
    .split("\n", 1)[0]!
    .split(/ +/)
    .slice(1)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq!) / TICKS_PER_SECOND;
}
