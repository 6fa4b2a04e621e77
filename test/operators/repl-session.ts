import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cluster, type ClusterOptions } from "../../dev-cluster/cluster.ts";
import { Terminal } from "./terminal.ts";

/** In ms. The first run on a machine may install the servers. */
export const INSTALL_MS = 900_000;

/** A small cluster, and an operator's terminal that has joined it. */
export interface ReplSession {
  cluster: Cluster;
  terminal: Terminal;
  stop(): Promise<void>;
}

export async function startReplSession(counts: ClusterOptions["counts"]): Promise<ReplSession> {
  await using stack = new AsyncDisposableStack();
  const cluster = await Cluster.start({ counts: { sessions: 1, answers: 1, stats: 1, ...counts } });
  stack.defer(() => cluster.stop());
  const home = await mkdtemp(join(tmpdir(), "stampede-operator-"));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const terminal = await Terminal.ready({ ...cluster.settings, LOG_LEVEL: "error", HOME: home });
  stack.defer(() => terminal.close());
  const all = stack.move();
  return { cluster, terminal, stop: () => all.disposeAsync() };
}
