import { BlockList } from "node:net";
import { type KubeObject, matches, workloads } from "../objects.ts";

/** Somebody on the network: a pod of a namespace, or an address that is no pod's. */
export interface Place {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  address?: string;
}

export interface Way {
  from: string;
  to: string;
  port: number;
  protocol: "TCP" | "UDP";
}

interface Peer {
  podSelector?: { matchLabels?: Record<string, string> };
  namespaceSelector?: { matchLabels?: Record<string, string> };
  ipBlock?: { cidr: string };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number | string; protocol?: string }[];
}
interface Policy {
  podSelector: { matchLabels?: Record<string, string> };
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** A port as rules name it: by its number, or by the name that the pod to which it belongs gives it. */
interface Door {
  port: number;
  protocol: Way["protocol"];
  of: Place;
}

/** What the policies of a namespace let through. */
export class Network {
  readonly #objects: readonly KubeObject[];
  readonly #policies: Policy[];
  readonly #rules = new Map<string, Rule[] | "open">();

  constructor(objects: readonly KubeObject[]) {
    this.#objects = objects;
    this.#policies = objects
      .filter(({ kind }) => kind === "NetworkPolicy")
      .map(({ spec }) => spec as unknown as Policy);
  }

  /** Whether who comes later, with whatever labels, is closed to everything until a policy says otherwise. */
  get isClosedAtFirst(): boolean {
    return this.#policies.some(
      ({ podSelector, policyTypes, ingress, egress }) =>
        !podSelector.matchLabels && policyTypes.length === 2 && !ingress && !egress,
    );
  }

  /** Whether a connection gets out of where it begins, and into where it ends. Outside the namespace anything does. */
  isOpen(from: Place, to: Place, port: number, protocol: Way["protocol"]): boolean {
    const door = { port, protocol, of: to };
    return this.#passes("Egress", from, to, door) && this.#passes("Ingress", to, from, door);
  }

  #passes(way: "Ingress" | "Egress", own: Place, other: Place, door: Door): boolean {
    if (own.namespace !== "stampede") return true;
    const rules = this.#rulesOf(own, way);
    return (
      rules === "open" ||
      rules.some(({ from, to, ports }) => {
        const peers = from ?? to;
        return (
          (!ports || ports.some((open) => isDoor(this.#objects, open, door))) &&
          (!peers || peers.some((peer) => isPeer(peer, other)))
        );
      })
    );
  }

  /** The rules for one pod; whoever no policy selects is open. */
  #rulesOf({ name, labels = {} }: Place, way: "Ingress" | "Egress"): Rule[] | "open" {
    const known = this.#rules.get(`${way} ${name}`);
    if (known) return known;
    const policies = this.#policies.filter(
      ({ podSelector, policyTypes }) => policyTypes.includes(way) && matches(labels, podSelector.matchLabels),
    );
    const rules = policies.flatMap(({ ingress, egress }) => (way === "Ingress" ? ingress : egress) ?? []);
    const made = policies.length === 0 ? "open" : rules;
    this.#rules.set(`${way} ${name}`, made);
    return made;
  }
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, place: Place): boolean {
  if (ipBlock) return place.address !== undefined && isIn(ipBlock.cidr, place.address);
  if (place.namespace === undefined) return false;
  const labels = { "kubernetes.io/metadata.name": place.namespace };
  const there = namespaceSelector
    ? matches(labels, namespaceSelector.matchLabels)
    : place.namespace === "stampede";
  return there && matches(place.labels ?? {}, podSelector?.matchLabels);
}

function isIn(cidr: string, address: string): boolean {
  const [net = "", prefix] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(net, Number(prefix));
  return list.check(address);
}

function isDoor(
  objects: readonly KubeObject[],
  { port, protocol = "TCP" }: { port: number | string; protocol?: string },
  door: Door,
): boolean {
  if (protocol !== door.protocol) return false;
  if (typeof port === "number") return port === door.port;
  return workloads(objects)
    .filter(({ labels }) => door.of.labels && matches(labels, door.of.labels))
    .some(({ pod }) =>
      pod.containers.some(({ ports = [] }) =>
        ports.some(({ name, containerPort }) => name === port && containerPort === door.port),
      ),
    );
}
