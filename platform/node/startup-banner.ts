import type { ServiceBroker } from "moleculer";
import { resourcesOf } from "./node-resources.ts";

const FIRST_QUIZ =
  '{ "title": "Mine", "questions": [{ "kind": "truefalse", "text": "Is water wet?", "answer": true }] }';

/** After `npm start`, prints the addresses and what to try next. Nodes of a cluster print nothing. */
export async function printStartupBanner(broker: ServiceBroker): Promise<void> {
  const { environment, tokens } = resourcesOf(broker);
  const gateway = broker.getLocalService("api") as unknown as { server?: { address(): unknown } } | undefined;
  const address = gateway?.server?.address() as { port: number } | null | undefined;
  if (environment.NATS_URL || !address) return;
  const base = `http://localhost:${address.port}`;
  const lines = [
    "",
    `Stampede is running at ${base}`,
    `  API       ${base}/api (OpenAPI: ${base}/api/openapi.json)`,
    ...(environment.METRICS_PORT ? [`  Metrics   http://localhost:${environment.METRICS_PORT}/metrics`] : []),
    `  Data      ${environment.DATA_DIR}`,
    "",
    "  A host's token, valid for 30 days:",
    `  export TOKEN=${tokens.issueHostToken("host")}`,
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
