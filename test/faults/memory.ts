import { readFileSync } from "node:fs";
import type { Cluster } from "../../dev-cluster/cluster.ts";

/** No process of a cluster under some hundred answers a second comes anywhere near this, in MiB. */
const MOST_MIB = 700;

/** The processes of a cluster that ever needed more memory than they should, with how much. */
export function overweight(cluster: Cluster): string[] {
  return [...cluster.nodes(), ...Object.values(cluster.servers)].flatMap((one) => {
    const peak = peakMib(one.pid());
    return peak > MOST_MIB ? [`${one.name}: ${peak} MiB`] : [];
  });
}

/** The most memory that a process has had at once, in MiB; 0 where it does not run. */
export function peakMib(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  return Math.round(Number(kib ?? 0) / 1024);
}
