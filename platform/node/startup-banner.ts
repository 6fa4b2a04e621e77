import type { ServiceBroker } from "moleculer";
import { DAY_MS } from "../auth/tokens.ts";
import type { Environment } from "../environment.ts";
import { resourcesOf } from "./node-resources.ts";
import { publicUrl, signInLink } from "./sign-in-link.ts";

const FIRST_QUIZ =
  '{ "title": "Mine", "questions": [{ "kind": "truefalse", "text": "Is water wet?", "answer": true }] }';

/** After `npm start`, prints the addresses and what to try next. Nodes of a cluster print nothing. */
export async function printStartupBanner(broker: ServiceBroker): Promise<void> {
  const { environment, tokens } = resourcesOf(broker);
  const gateway = broker.getLocalService("api") as unknown as { server?: { address(): unknown } } | undefined;
  const address = gateway?.server?.address() as { port: number } | null | undefined;
  if (environment.NATS_URL || !address) return;
  const base = `http://localhost:${address.port}`;
  const link = signInLink(publicUrl(environment, address.port), tokens.issueSignInCode("host"));
  const lines = [
    "",
    `Stampede is running at ${base}`,
    "",
    "  Open this in your browser to write a quiz and to play it:",
    `  ${link}`,
    "  The link signs you in once, within 15 minutes. For another one: npm run -s sign-in-link -- host",
    "",
    `  API       ${base}/api (to read: ${base}/docs, OpenAPI: ${base}/api/openapi.json)`,
    ...(environment.METRICS_PORT
      ? [`  Metrics   http://${metricsHost(environment)}:${environment.METRICS_PORT}/metrics`]
      : []),
    `  Data      ${environment.DATA_DIR}`,
    "",
    // What a start prints often ends up in logs that many can read.
    "  For programs: a host's token, valid for a day (npm run -s host-token -- <name> prints one for 30 days):",
    `  export TOKEN=${tokens.issueHostToken("host", DAY_MS)}`,
    "",
    "  Try next:",
    `  curl -s ${base}/api/quizzes -H "Authorization: Bearer $TOKEN" -d '${FIRST_QUIZ}'`,
    "  then follow the tour in README.md.",
    "",
    "Press Ctrl-C to stop.",
    "",
  ];
  process.stdout.write(lines.join("\n"));
}

/** How this machine reaches the metrics. */
function metricsHost({ STAMPEDE_METRICS_ADDRESS: address }: Environment): string {
  if (/^(127\.0\.0\.1|0\.0\.0\.0|::1?)$/.test(address)) return "localhost";
  return address.includes(":") ? `[${address}]` : address;
}
