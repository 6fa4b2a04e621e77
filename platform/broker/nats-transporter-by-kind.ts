import { Transporters } from "moleculer";

/**
 * NATS, with a node's kind as a part of its own in what is addressed to it: `MOL.REQ.answers.7d8f-x2k` for the
 * node `answers-7d8f-x2k`. So NATS itself can say which kind may send what to which (see k8s/base/nats), for its
 * wildcards match whole parts only. What stands before the first dash of a node's name is its kind.
 */
export class KindSubjects extends Transporters.NATS {
  override async connect(): Promise<void> {
    try {
      await super.connect();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      this.broker.logger.warn(`NATS cannot be reached yet (${code ?? message}); trying again.`);
      throw error;
    }
  }

  override getTopicName(command: string, nodeID?: string): string {
    return super.getTopicName(command, nodeID?.replace("-", "."));
  }
}
