import type { KubeObject } from "../objects.ts";
import { checkAddresses } from "./address-checks.ts";
import { checkGoogle } from "./google-checks.ts";
import { checkImages } from "./image-checks.ts";
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

/** All checks except the schema check, which is asynchronous. */
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
  checkGoogle,
  checkImages,
  checkServers,
];

/** All problems of the objects that an overlay builds, one line per problem. */
export async function problemsOf(objects: readonly KubeObject[]): Promise<string[]> {
  const schema: string[] = [];
  for (const object of objects) schema.push(...(await checkSchema(object)));
  return [...schema, ...CHECKS.flatMap((check) => check(objects))];
}
