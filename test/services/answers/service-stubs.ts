import { ServiceBroker } from "moleculer";
import type { Results } from "../../../platform/contracts/contracts.ts";
import { contractChecks } from "../../../platform/contracts/validation.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { QUIZ } from "./questions.ts";

/** Counts what is asked of the services around, and may answer in their place or hold an answer back. */
export interface Around {
  asked: string[];
  byNo: (no: number) => Promise<SessionRecord | null>;
}

/** A broker with the sessions that `byNo` finds, on the database, say, and one quiz for all of them. */
export function brokerAround(byNo: Around["byNo"]): { broker: ServiceBroker; around: Around } {
  const around: Around = { asked: [], byNo };
  const broker = new ServiceBroker({ logger: false, middlewares: [contractChecks] });
  broker.createService({
    name: "sessions",
    actions: {
      async byNo(ctx: { params: { no: number } }): Promise<Results["sessions.byNo"]> {
        around.asked.push(`session ${ctx.params.no}`);
        const session = await around.byNo(ctx.params.no);
        return session && { session, corrections: [] };
      },
    },
  });
  broker.createService({
    name: "quiz",
    actions: {
      content(ctx: { params: { id: string } }): Results["quiz.content"] {
        around.asked.push(`quiz ${ctx.params.id}`);
        return QUIZ;
      },
    },
  });
  beforeAll(() => broker.start());
  afterAll(() => broker.stop());
  beforeEach(() => {
    around.asked = [];
    around.byNo = byNo;
  });
  return { broker, around };
}
