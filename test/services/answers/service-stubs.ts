import { ServiceBroker } from "moleculer";
import type { Results } from "../../../platform/contracts/contracts.ts";
import { validateParams } from "../../../platform/contracts/validation.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { QUIZ } from "./questions.ts";

/** Counts the calls of other services, and can replace or delay their results. */
export interface ServiceStubs {
  calls: string[];
  byNo: (no: number) => Promise<SessionRecord | null>;
}

/** A broker with the sessions that `byNo` returns, and one quiz for all of them. */
export function stubbedBroker(byNo: ServiceStubs["byNo"]): { broker: ServiceBroker; stubs: ServiceStubs } {
  const stubs: ServiceStubs = { calls: [], byNo };
  const broker = new ServiceBroker({ logger: false, middlewares: [validateParams] });
  broker.createService({
    name: "sessions",
    actions: {
      async byNo(ctx: { params: { no: number } }): Promise<Results["sessions.byNo"]> {
        stubs.calls.push(`session ${ctx.params.no}`);
        const session = await stubs.byNo(ctx.params.no);
        return session && { session, corrections: [] };
      },
    },
  });
  broker.createService({
    name: "quiz",
    actions: {
      content(ctx: { params: { id: string } }): Results["quiz.content"] {
        stubs.calls.push(`quiz ${ctx.params.id}`);
        return QUIZ;
      },
    },
  });
  beforeAll(() => broker.start());
  afterAll(() => broker.stop());
  beforeEach(() => {
    stubs.calls = [];
    stubs.byNo = byNo;
  });
  return { broker, stubs };
}
