import { ServiceBroker } from "moleculer";
import type { Results } from "../../../platform/contracts/contracts.ts";
import { validateParams } from "../../../platform/contracts/validation.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { Question } from "../../../platform/domain/question.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { SessionIds } from "../../../platform/ids.ts";
import { attachResources, type NodeResources } from "../../../platform/node/node-resources.ts";
import { QUIZ } from "../answers/questions.ts";

/** Stubs of what the sessions service calls: a quiz, rescoring, and a listener to its events. */
export interface Stubs {
  /** Time limits of the quiz's questions, in ms. */
  limits: (number | null)[];
  rescore: (session: number, question: number) => Promise<Results["answers.rescore"]>;
  /** The sessions that were broadcast, in order. */
  changed: SessionRecord[];
}

/** Gives a broker what the sessions service needs of its node. */
export function attachDatabase(broker: ServiceBroker, db: Database): void {
  attachResources(broker, {
    database: async () => db,
    environment: readEnvironment({}),
    sessionIds: new SessionIds("0123456789abcdef0123456789abcdef"),
  } as unknown as NodeResources);
}

/** A broker with these stubs, for one test file. */
export function stubbedNode(): { broker: ServiceBroker; stubs: Stubs } {
  const rescored = async () => ({ rescored: 0, keyRevision: null });
  const stubs: Stubs = { limits: [], rescore: rescored, changed: [] };
  const broker = new ServiceBroker({ logger: false, middlewares: [validateParams] });
  const content = () => ({
    title: "A quiz",
    questions: stubs.limits.map((timeLimitMs) => ({ ...QUIZ.questions[0], timeLimitMs }) as Question),
  });
  broker.createService({
    name: "quiz",
    actions: {
      content,
      get: ({ params }: { params: { id: string } }) => ({ ...content(), id: params.id, version: 1 }),
    },
  });
  broker.createService({
    name: "answers",
    actions: {
      rescore: ({ params }: { params: { session: number; question: number } }) =>
        stubs.rescore(params.session, params.question),
    },
  });
  broker.createService({
    name: "listener",
    events: {
      "session.changed"({ params }: { params: { session: SessionRecord } }) {
        stubs.changed.push(params.session);
      },
    },
  });
  beforeAll(() => broker.start());
  afterAll(() => broker.stop());
  beforeEach(() => {
    stubs.limits = [20_000, 20_000, 20_000];
    stubs.rescore = rescored;
    stubs.changed = [];
  });
  return { broker, stubs };
}
