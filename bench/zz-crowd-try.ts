import { apiRequest } from "./load/api-request.ts";
import { monotonicMs } from "./load/stream-crowd/monotonic.ts";
import { StreamCrowd } from "./load/stream-crowd/stream-crowd.ts";
import { memoryMiB } from "./measuring/process-memory.ts";
import { cpuSeconds } from "./measuring/process-cpu.ts";
import { createSession } from "./servers/game.ts";
import { startMinimalCluster } from "./servers/minimal-cluster.ts";
const N = Number(process.argv[2] ?? 3000);
await using stack = new AsyncDisposableStack();
const { allowOpenSockets } = await import("./load/stream-crowd/open-files.ts");
allowOpenSockets(N);
const cluster = await startMinimalCluster(stack, { STAMPEDE_STREAMS_MAX: String(N + 1000) });
const pid = cluster.nodes("api")[0]!.pid()!;
const session = await createSession(cluster.baseUrls[0]!, 3, { pace: "host" });
const m0 = memoryMiB(pid)!;
await using crowd = await StreamCrowd.start({ targets: [{ host: "127.0.0.1", port: Number(new URL(cluster.baseUrls[0]!).port) }], protocol: "sse", request: apiRequest("GET", "/api/sessions/{id}/events", { path: { id: session.id } })({}), reconnect: { spreadMs: 1000 } }, { streams: N, processes: 1 });
const c0 = memoryMiB(crowd.pids[0]!)!;
const t = performance.now(); const cp = cpuSeconds(pid), cc = cpuSeconds(crowd.pids[0]!);
console.log(await crowd.open(N));
const s = (performance.now() - t) / 1000;
console.log("open/s", N / s, "gateway µs", ((cpuSeconds(pid) - cp) / N) * 1e6, "crowd µs", ((cpuSeconds(crowd.pids[0]!) - cc) / N) * 1e6);
await new Promise((r) => setTimeout(r, 3000));
console.log("gateway KiB", ((memoryMiB(pid)! - m0) * 1024) / N, "crowd KiB", ((memoryMiB(crowd.pids[0]!)! - c0) * 1024) / N);
for (let q = 1; q <= 3; q++) {
  await crowd.resetCounts();
  await crowd.watch("question", `"no":${q},"kind"`);
  const at = monotonicMs();
  await (q === 1 ? session.open() : session.next());
  console.log(await crowd.delivered(at), await crowd.counts());
}
cluster.nodes("api")[0]!.kill("SIGTERM").then(() => cluster.nodes("api")[0]!.restart()).catch(console.log);
for (let i = 0; i < 15; i++) { await new Promise((r) => setTimeout(r, 1000)); console.log(JSON.stringify(await crowd.status())); }
