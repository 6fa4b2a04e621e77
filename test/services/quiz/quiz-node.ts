import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker } from "moleculer";
import type { ActionName, ParamsIn, Results } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { validateParams } from "../../../platform/contracts/validation.ts";
import type { Database } from "../../../platform/database/database.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { attachResources, NodeResources } from "../../../platform/node/node-resources.ts";
import quizService from "../../../services/quiz/quiz.service.ts";

/** A node with only the quiz service, on a new embedded database. */
export interface QuizNode {
  resources: NodeResources;
  db: Database;
  call<A extends ActionName>(action: A, params: ParamsIn<A>): Promise<Results[A]>;
  stop(): Promise<void>;
}

export async function startQuizNode(): Promise<QuizNode> {
  const folder = await mkdtemp(join(tmpdir(), "stampede-quiz-"));
  const resources = new NodeResources(readEnvironment({ DATA_DIR: folder }));
  const broker = new ServiceBroker({ logger: false, middlewares: [validateParams] });
  attachResources(broker, resources);
  broker.createService(quizService);
  await broker.start();
  return {
    resources,
    db: await resources.database(),
    call: async (action, params) => call(broker, action, params),
    async stop() {
      await broker.stop();
      await resources.close();
      await rm(folder, { recursive: true });
    },
  };
}
