import { z } from "zod";

/** Our action of Moleculer's own service `$node`, which every node has. */

export const nodeParams = {
  "$node.drain": z.strictObject({ noticeMs: z.int().min(0).max(60_000).default(2000) }),
};

export interface NodeResults {
  /** The called node is not ready from now on, and stops after the notice. */
  "$node.drain": null;
}
