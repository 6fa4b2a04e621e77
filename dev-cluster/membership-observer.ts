import { ServiceBroker } from "moleculer";
import { stopForGood, transportOptions } from "../platform/broker/transport.ts";
import { readEnvironment } from "../platform/environment.ts";

/**
 * Who is there, as the nodes themselves know it: a silent member of the cluster that offers nothing and asks for
 * nothing. Through it even a node without HTTP can be waited for.
 */
export class Roster {
  readonly #broker: ServiceBroker;

  /** @param settings of a node of the cluster */
  static async join(settings: Record<string, string>): Promise<Roster> {
    const broker = new ServiceBroker({
      ...transportOptions(readEnvironment(settings)),
      nodeID: `roster-${process.pid}`,
      logger: false,
      // Otherwise it would end this process on a Ctrl-C before the rest of the cluster has been ended.
      skipProcessEventRegistration: true,
    });
    await broker.start();
    return new Roster(broker);
  }

  private constructor(broker: ServiceBroker) {
    this.#broker = broker;
  }

  /**
   * The run of a node that is here with its service, a new id for every start of its process; undefined where
   * it is not here. A node that was killed stays here until its heartbeats are missed.
   */
  runOf(node: string, service: string): string | undefined {
    const there = this.#broker.registry
      .getNodeList({ onlyAvailable: true, withServices: true })
      .find(({ id }) => id === node);
    const offers = there?.services?.some(({ name }) => name === service);
    return offers ? (there?.instanceID ?? undefined) : undefined;
  }

  async leave(): Promise<void> {
    await stopForGood(this.#broker);
  }
}
