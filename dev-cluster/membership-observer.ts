import { ServiceBroker } from "moleculer";
import { stopAndDisconnect, transportOptions } from "../platform/broker/transport.ts";
import { readEnvironment } from "../platform/environment.ts";

/**
 * Knows which nodes are in the cluster, as the nodes know it: a node without services that calls nothing. Used to
 * wait for nodes that have no HTTP server.
 */
export class MembershipObserver {
  readonly #broker: ServiceBroker;

  /** @param settings of a node of the cluster */
  static async join(settings: Record<string, string>): Promise<MembershipObserver> {
    const broker = new ServiceBroker({
      ...transportOptions(readEnvironment(settings)),
      nodeID: `observer-${process.pid}`,
      logger: false,
      // Otherwise it would exit this process on Ctrl-C before the cluster has stopped.
      skipProcessEventRegistration: true,
    });
    await broker.start();
    return new MembershipObserver(broker);
  }

  private constructor(broker: ServiceBroker) {
    this.#broker = broker;
  }

  /**
   * The instance id of a node that runs this service, a new id for every start of its process; undefined if it is
   * not in the cluster. A killed node remains until its heartbeats are missed.
   */
  instanceOf(node: string, service: string): string | undefined {
    const found = this.#broker.registry
      .getNodeList({ onlyAvailable: true, withServices: true })
      .find(({ id }) => id === node);
    const offers = found?.services?.some(({ name }) => name === service);
    return offers ? (found?.instanceID ?? undefined) : undefined;
  }

  async leave(): Promise<void> {
    await stopAndDisconnect(this.#broker);
  }
}
