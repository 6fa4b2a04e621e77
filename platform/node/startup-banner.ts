import type { ServiceBroker } from "moleculer";
import { footingOf } from "./node-resources.ts";

const FIRST_QUIZ =
  '{ "title": "Mine", "questions": [{ "kind": "truefalse", "text": "Is water wet?", "answer": true }] }';

/** Tells whoever typed `npm start` where everything is and what to try next. A node of a cluster says nothing. */
export async function welcome(broker: ServiceBroker): Promise<void> {
  const { environment, tokens } = footingOf(broker);
  const gateway = broker.getLocalService("api") as unknown as { server?: { address(): unknown } } | undefined;
  const listening = gateway?.server?.address() as { port: number } | null | undefined;
  if (environment.NATS_URL || !listening) return;
  const base = `http://localhost:${listening.port}`;
  const lines = [
    "",
    `Stampede is up at ${base}`,
    `  API       ${base}/api, described at ${base}/api/openapi.json`,
    ...(environment.METRICS_PORT ? [`  Metrics   http://localhost:${environment.METRICS_PORT}/metrics`] : []),
    `  Data      ${environment.DATA_DIR}`,
    "",
    `  A host's token, good for 30 days:`,
    `  export TOKEN=${tokens.host("host")}`,
    "",
    "  Try next:",
    `  curl -s ${base}/api/quizzes -H "Authorization: Bearer $TOKEN" -d '${FIRST_QUIZ}'`,
    "  and then the tour in README.md.",
    "",
    "Ctrl-C ends it.",
    "",
  ];
  process.stdout.write(lines.join("\n"));
}
