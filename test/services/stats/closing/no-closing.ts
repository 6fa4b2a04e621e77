import type { ClosingTargets } from "../../../../services/stats/closing/answered-closer.ts";

/** A node that knows no gateways, and closes nothing. */
export const NO_CLOSING: ClosingTargets = {
  gateways: { names: () => [], ask: () => Promise.reject(new Error("There are no gateways.")) },
  closeAnswered: async () => null,
};
