import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpuSeconds } from "../../../bench/measuring/process-cpu.ts";

/** Keeps a core busy for so much CPU time, in ms, whatever else runs on it. */
const spin = (ms: number) =>
  `const began = process.threadCpuUsage(); for (;;) { const { user, system } = process.threadCpuUsage(began); if (user + system > ${ms * 1000}) break; }`;

/** Starts a command that prints a line when its work is done and then stays. */
async function started(command: string, args: string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  await once(child.stdout!, "data");
  return child;
}

/** Ends a process and all that it has started. */
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

  test("counts its children, those that have ended and those that run", async () => {
    const busy = `"${process.execPath}" -e '${spin(300)} console.log("done"); setTimeout(() => {}, process.argv[1])'`;
    const child = await started("sh", ["-c", `${busy} 0 > /dev/null; ${busy} 60000; true`]);
    try {
      expect(cpuSeconds(child.pid!)).toBeGreaterThanOrEqual(0.58);
    } finally {
      await end(child);
    }
  });
});
