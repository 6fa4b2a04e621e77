import { addressFaults } from "./address-faults.ts";
import { ingressFaults } from "./ingress-faults.ts";
import { kindFaults } from "./kind-faults.ts";
import { lifeFaults } from "./life-faults.ts";
import { networkFaults } from "./network-faults.ts";
import type { KubeObject } from "./objects.ts";
import { referenceFaults } from "./reference-faults.ts";
import { releaseFaults } from "./release-faults.ts";
import { rightsFaults } from "./rights-faults.ts";
import { schemaFaults } from "./schema-faults.ts";
import { serverFaults } from "./server-faults.ts";
import { settingsFaults } from "./settings-faults.ts";
import { triggerFaults } from "./trigger-faults.ts";

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
