import { Transporters } from "moleculer";

/**
 * Moleculer's NATS transporter, with the kind of a node as a separate token in the subjects of messages to it:
 * `MOL.REQ.answers.7d8f-x2k` for the node `answers-7d8f-x2k`. So NATS can restrict which kind may send what to which
 * kind (see k8s/base/nats), as its wildcards match whole tokens only. The kind is the part of a node's name before the
 * first dash.
 */
export class NatsTransporterByKind extends Transporters.NATS {
  override async connect(): Promise<void> {
    try {
      await super.connect();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      this.broker.logger.warn(`Cannot connect to NATS yet (${code ?? message}). Retrying.`);
      throw error;
    }
  }

  override getTopicName(command: string, nodeID?: string): string {
    return super.getTopicName(command, nodeID?.replace("-", "."));
  }
}
