import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker } from "moleculer";
import type { ActionName, ParamsIn, Results } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { contractChecks } from "../../../platform/contracts/validation.ts";
import type { Database } from "../../../platform/database/database.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { Footing, provideFooting } from "../../../platform/node/node-resources.ts";
import quizService from "../../../services/quiz/quiz.service.ts";

/** A node that carries the quiz service alone, on a fresh embedded database. */
export interface QuizNode {
  footing: Footing;
  db: Database;
  call<A extends ActionName>(action: A, params: ParamsIn<A>): Promise<Results[A]>;
  stop(): Promise<void>;
}

export async function startQuizNode(): Promise<QuizNode> {
  const folder = await mkdtemp(join(tmpdir(), "stampede-quiz-"));
  const footing = new Footing(readEnvironment({ DATA_DIR: folder }));
  const broker = new ServiceBroker({ logger: false, middlewares: [contractChecks] });
  provideFooting(broker, footing);
  broker.createService(quizService);
  await broker.start();
  return {
    footing,
    db: await footing.database(),
    call: async (action, params) => call(broker, action, params),
    async stop() {
      await broker.stop();
      await footing.close();
      await rm(folder, { recursive: true });
    },
  };
}
