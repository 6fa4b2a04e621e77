import type { ServiceBroker } from "moleculer";
import { call } from "../../platform/contracts/typed-broker.ts";
import type { Command } from "../command.ts";
import { type Member, nodesOf } from "../nodes.ts";
import { duration, tame } from "../screen.ts";
import { Complaint } from "../user-error.ts";

/** How long a node may take to stop after the notice, in ms; its own limits are well below. */
const STOP_MS = 30_000;
const LONGEST_NOTICE_S = 60;
const USUAL_NOTICE_S = 2;

export const drain: Command = {
  usage: "drain <node> [seconds]",
  does: `Has a node stop: not ready at once, stopped after a notice of some seconds (${USUAL_NOTICE_S})`,
  flags: [{ flag: "--force", does: "even where no other node carries what it carries" }],
  async *run({ broker }, [name = "", seconds = String(USUAL_NOTICE_S)], flags) {
    const noticeMs = noticeOf(seconds);
    const nodes = nodesOf(broker);
    const node = nodes.find(({ id }) => id === name);
    if (!node) {
      const there = nodes.map(({ id }) => id).join(", ") || "none";
      throw new Complaint(`There is no node ${tame(name, 40)} to drain; there are: ${tame(there, 400)}`);
    }
    const onlyHere = carriedOnlyBy(node, nodes);
    if (onlyHere.length > 0 && !flags.has("force")) {
      throw new Complaint(
        `No other node carries ${onlyHere.join(", ")}; --force drains ${name} all the same.`,
      );
    }
    const startedAt = performance.now();
    await call(broker, "$node.drain", { noticeMs }, { nodeID: name, timeout: 3000 });
    yield `${name} is being drained: it stops in ${duration(noticeMs)} and finishes what it has begun.`;
    const end = await endOf(broker, name, noticeMs + STOP_MS);
    yield `${name} ${end} after ${duration(performance.now() - startedAt)}.`;
  },
};

/** @throws Complaint where it is no number of seconds */
function noticeOf(seconds: string): number {
  const isNotice = /^\d{1,2}(\.\d{1,3})?$/.test(seconds) && Number(seconds) <= LONGEST_NOTICE_S;
  if (!isNotice) throw new Complaint(`The notice is a number of seconds, at most ${LONGEST_NOTICE_S}.`);
  return Math.round(Number(seconds) * 1000);
}

function carriedOnlyBy(node: Member, nodes: readonly Member[]): string[] {
  const others = nodes.filter(({ id }) => id !== node.id).flatMap(({ services }) => services);
  return node.services.filter((service) => !others.includes(service));
}

/** What becomes of a node within some time, in words. */
function endOf(broker: ServiceBroker, name: string, withinMs: number): Promise<string> {
  return new Promise((resolve) => {
    const tell = (end: string) => {
      clearTimeout(timer);
      broker.localBus.off("$node.disconnected", hear);
      resolve(end);
    };
    const hear = ({ node, unexpected }: { node: { id: string }; unexpected: boolean }) => {
      if (node.id === name) tell(unexpected ? "was lost" : "has stopped and left the cluster");
    };
    const timer = setTimeout(() => tell("is still there"), withinMs);
    broker.localBus.on("$node.disconnected", hear);
  });
}
