import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpuSeconds } from "../../../bench/measuring/process-cpu.ts";

/** Uses this much CPU time, in ms, even if other processes share the core. */
const spin = (ms: number) =>
  `const before = process.threadCpuUsage(); for (;;) { const { user, system } = process.threadCpuUsage(before); if (user + system > ${ms * 1000}) break; }`;

/** Starts a command that prints a line when its work is done and then stays alive. */
async function started(command: string, args: string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  await once(child.stdout!, "data");
  return child;
}

/** Kills a process and its children. */
async function end(child: ChildProcess): Promise<void> {
  process.kill(-child.pid!, "SIGKILL");
  await once(child, "close");
}

describe("the CPU time of a process", () => {
  test("counts all its threads", async () => {
    const script = `const { Worker } = require("node:worker_threads");
      const worker = new Worker(${JSON.stringify(`${spin(300)} require("node:worker_threads").parentPort.postMessage(1); setInterval(() => {}, 1000);`)}, { eval: true });
      ${spin(300)}
      worker.on("message", () => console.log("done"));`;
    const child = await started(process.execPath, ["-e", script]);
    try {
      expect(cpuSeconds(child.pid!)).toBeGreaterThanOrEqual(0.58);
    } finally {
      await end(child);
    }
  });

  test("counts its children, both ended and running ones", async () => {
    const busy = `"${process.execPath}" -e '${spin(300)} console.log("done"); setTimeout(() => {}, process.argv[1])'`;
    const child = await started("sh", ["-c", `${busy} 0 > /dev/null; ${busy} 60000; true`]);
    try {
      expect(cpuSeconds(child.pid!)).toBeGreaterThanOrEqual(0.58);
    } finally {
      await end(child);
    }
  });
});
