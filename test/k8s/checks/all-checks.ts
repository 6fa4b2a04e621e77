import type { KubeObject } from "../objects.ts";
import { checkAddresses } from "./address-checks.ts";
import { checkIngress } from "./ingress-checks.ts";
import { checkKinds } from "./kind-checks.ts";
import { checkLifecycle } from "./lifecycle-checks.ts";
import { checkNetwork } from "./network-checks.ts";
import { checkReferences } from "./reference-checks.ts";
import { checkRelease } from "./release-checks.ts";
import { checkSchema } from "./schema-checks.ts";
import { checkSecurityContext } from "./security-context-checks.ts";
import { checkServers } from "./server-checks.ts";
import { checkSettings } from "./settings-checks.ts";
import { checkTriggers } from "./trigger-checks.ts";

/** Everything that is looked at but the schemas, which take longer. */
const CHECKS = [
  checkReferences,
  checkKinds,
  checkRelease,
  checkSettings,
  checkAddresses,
  checkLifecycle,
  checkSecurityContext,
  checkTriggers,
  checkNetwork,
  checkIngress,
  checkServers,
];

/** All that is wrong with what an overlay builds, one line a fault. */
export async function problemsOf(objects: readonly KubeObject[]): Promise<string[]> {
  const schema: string[] = [];
  for (const object of objects) schema.push(...(await checkSchema(object)));
  return [...schema, ...CHECKS.flatMap((check) => check(objects))];
}
