import type { ServiceBroker } from "moleculer";
import { call } from "../../platform/contracts/typed-broker.ts";
import type { Command } from "../command.ts";
import { type NodeInfo, nodesOf } from "../nodes.ts";
import { formatDuration, sanitize } from "../screen.ts";
import { UserError } from "../user-error.ts";

/** How long a node may take to stop after the notice, in ms. The node's own limits are well below. */
const STOP_MS = 30_000;
const MAX_NOTICE_S = 60;
const DEFAULT_NOTICE_S = 2;

export const drain: Command = {
  usage: "drain <node> [seconds]",
  description: `Stops a node gracefully: not ready at once, stopped after the notice (${DEFAULT_NOTICE_S} s)`,
  flags: [{ flag: "--force", does: "even if no other node runs its services" }],
  async *run({ broker }, [name = "", seconds = String(DEFAULT_NOTICE_S)], flags) {
    const noticeMs = parseNotice(seconds);
    const nodes = nodesOf(broker);
    const node = nodes.find(({ id }) => id === name);
    if (!node) {
      const names = nodes.map(({ id }) => id).join(", ") || "none";
      throw new UserError(`There is no node ${sanitize(name, 40)}. Nodes: ${sanitize(names, 400)}`);
    }
    const onlyThere = servicesOnlyOn(node, nodes);
    if (onlyThere.length > 0 && !flags.has("force")) {
      throw new UserError(`No other node runs ${onlyThere.join(", ")}. Use --force to drain ${name} anyway.`);
    }
    const startedAt = performance.now();
    await call(broker, "$node.drain", { noticeMs }, { nodeID: name, timeout: 3000 });
    yield `Draining ${name}: it stops in ${formatDuration(noticeMs)} and finishes its running requests.`;
    const end = await waitForExit(broker, name, noticeMs + STOP_MS);
    yield `${name} ${end} after ${formatDuration(performance.now() - startedAt)}.`;
  },
};

/** @throws Complaint where it is no number of seconds */
function parseNotice(seconds: string): number {
  const isNotice = /^\d{1,2}(\.\d{1,3})?$/.test(seconds) && Number(seconds) <= MAX_NOTICE_S;
  if (!isNotice) throw new UserError(`The notice must be a number of seconds, at most ${MAX_NOTICE_S}.`);
  return Math.round(Number(seconds) * 1000);
}

function servicesOnlyOn(node: NodeInfo, nodes: readonly NodeInfo[]): string[] {
  const others = nodes.filter(({ id }) => id !== node.id).flatMap(({ services }) => services);
  return node.services.filter((service) => !others.includes(service));
}

/** What happened to a node within some time, in words. */
function waitForExit(broker: ServiceBroker, name: string, withinMs: number): Promise<string> {
  return new Promise((resolve) => {
    const finish = (end: string) => {
      clearTimeout(timer);
      broker.localBus.off("$node.disconnected", onDisconnected);
      resolve(end);
    };
    const onDisconnected = ({ node, unexpected }: { node: { id: string }; unexpected: boolean }) => {
      if (node.id === name) finish(unexpected ? "was lost" : "stopped and left the cluster");
    };
    const timer = setTimeout(() => finish("is still running"), withinMs);
    broker.localBus.on("$node.disconnected", onDisconnected);
  });
}
