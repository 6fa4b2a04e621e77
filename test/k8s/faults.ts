import { networkFaults } from "./network-faults.ts";
import type { KubeObject } from "./objects.ts";
import { podFaults } from "./pod-faults.ts";
import { referenceFaults } from "./reference-faults.ts";
import { schemaFaults } from "./schema-faults.ts";
import { triggerFaults } from "./trigger-faults.ts";

/** All that is wrong with what an overlay builds, one line a fault. */
export async function faultsOf(objects: readonly KubeObject[]): Promise<string[]> {
  const schema: string[] = [];
  for (const object of objects) schema.push(...(await schemaFaults(object)));
  return [
    ...schema,
    ...referenceFaults(objects),
    ...podFaults(objects),
    ...triggerFaults(objects),
    ...networkFaults(objects),
  ];
}
