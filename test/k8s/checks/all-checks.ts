import type { KubeObject } from "../objects.ts";
import { addressFaults } from "./address-checks.ts";
import { ingressFaults } from "./ingress-checks.ts";
import { kindFaults } from "./kind-checks.ts";
import { lifeFaults } from "./lifecycle-checks.ts";
import { networkFaults } from "./network-checks.ts";
import { referenceFaults } from "./reference-checks.ts";
import { releaseFaults } from "./release-checks.ts";
import { rightsFaults } from "./rights-checks.ts";
import { schemaFaults } from "./schema-checks.ts";
import { serverFaults } from "./server-checks.ts";
import { settingsFaults } from "./settings-checks.ts";
import { triggerFaults } from "./trigger-checks.ts";

/** Everything that is looked at but the schemas, which take longer. */
const CHECKS = [
  referenceFaults,
  kindFaults,
  releaseFaults,
  settingsFaults,
  addressFaults,
  lifeFaults,
  rightsFaults,
  triggerFaults,
  networkFaults,
  ingressFaults,
  serverFaults,
];

/** All that is wrong with what an overlay builds, one line a fault. */
export async function faultsOf(objects: readonly KubeObject[]): Promise<string[]> {
  const schema: string[] = [];
  for (const object of objects) schema.push(...(await schemaFaults(object)));
  return [...schema, ...CHECKS.flatMap((check) => check(objects))];
}
