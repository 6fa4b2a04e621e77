import { BlockList } from "node:net";
import { type KubeObject, type LabelSelector, selects, workloads } from "../objects.ts";

/** A pod of a namespace, or an address outside the cluster. */
export interface Endpoint {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  address?: string;
}

export interface Connection {
  from: string;
  to: string;
  port: number;
  protocol: "TCP" | "UDP";
}

interface Peer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number | string; protocol?: string }[];
}
interface Policy {
  podSelector: LabelSelector;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** The port to connect to, and its pod: a rule can give the number of a port, or its name in that pod. */
interface TargetPort {
  port: number;
  protocol: Connection["protocol"];
  owner: Endpoint;
}

/** Evaluates the network policies of the namespace `stampede`. */
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

  /**
   * Whether a policy denies all connections of every pod, so that a new pod has none until another policy allows some.
   */
  get deniesByDefault(): boolean {
    return this.#policies.some(
      ({ podSelector, policyTypes, ingress, egress }) =>
        Object.keys(podSelector).length === 0 && policyTypes.length === 2 && !ingress && !egress,
    );
  }

  /** Whether the policies allow a connection at both ends. An end outside the namespace allows everything. */
  allows(from: Endpoint, to: Endpoint, port: number, protocol: Connection["protocol"]): boolean {
    const target = { port, protocol, owner: to };
    return this.#isAllowed("Egress", from, to, target) && this.#isAllowed("Ingress", to, from, target);
  }

  #isAllowed(
    direction: "Ingress" | "Egress",
    endpoint: Endpoint,
    peer: Endpoint,
    target: TargetPort,
  ): boolean {
    if (endpoint.namespace !== "stampede") return true;
    const rules = this.#rulesOf(endpoint, direction);
    return (
      rules === "open" ||
      rules.some(({ from, to, ports }) => {
        const peers = from ?? to;
        return (
          (!ports || ports.some((open) => isTargetPort(this.#objects, open, target))) &&
          (!peers || peers.some((selector) => isPeer(selector, peer)))
        );
      })
    );
  }

  /** The rules for one pod; a pod that no policy selects is open. */
  #rulesOf({ name, labels = {} }: Endpoint, direction: "Ingress" | "Egress"): Rule[] | "open" {
    const cached = this.#rules.get(`${direction} ${name}`);
    if (cached) return cached;
    const policies = this.#policies.filter(
      ({ podSelector, policyTypes }) => policyTypes.includes(direction) && selects(podSelector, labels),
    );
    const rules = policies.flatMap(
      ({ ingress, egress }) => (direction === "Ingress" ? ingress : egress) ?? [],
    );
    const result = policies.length === 0 ? "open" : rules;
    this.#rules.set(`${direction} ${name}`, result);
    return result;
  }
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, place: Endpoint): boolean {
  if (ipBlock) return place.address !== undefined && isInSubnet(ipBlock.cidr, place.address);
  if (place.namespace === undefined) return false;
  const labels = { "kubernetes.io/metadata.name": place.namespace };
  const isInNamespace = namespaceSelector
    ? selects(namespaceSelector, labels)
    : place.namespace === "stampede";
  return isInNamespace && selects(podSelector, place.labels ?? {});
}

function isInSubnet(cidr: string, address: string): boolean {
  const [net = "", prefix] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(net, Number(prefix));
  return list.check(address);
}

function isTargetPort(
  objects: readonly KubeObject[],
  { port, protocol = "TCP" }: { port: number | string; protocol?: string },
  target: TargetPort,
): boolean {
  if (protocol !== target.protocol) return false;
  if (typeof port === "number") return port === target.port;
  return workloads(objects)
    .filter(({ labels }) => target.owner.labels && selects({ matchLabels: target.owner.labels }, labels))
    .some(({ pod }) =>
      pod.containers.some(({ ports = [] }) =>
        ports.some(({ name, containerPort }) => name === port && containerPort === target.port),
      ),
    );
}
