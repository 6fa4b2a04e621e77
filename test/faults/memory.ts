import { readFileSync } from "node:fs";
import type { Cluster } from "../../dev-cluster/cluster.ts";

/** In MiB. No process of a cluster needs nearly as much at some hundred answers per second. */
const MAX_MIB = 700;

/** The processes of a cluster whose peak memory exceeds the limit, with the amount. */
export function processesOverLimit(cluster: Cluster): string[] {
  return [...cluster.nodes(), ...Object.values(cluster.servers)].flatMap((one) => {
    const peak = peakMib(one.pid());
    return peak > MAX_MIB ? [`${one.name}: ${peak} MiB`] : [];
  });
}

/** A process's peak memory in MiB; 0 if it does not run. */
export function peakMib(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  return Math.round(Number(kib ?? 0) / 1024);
}
