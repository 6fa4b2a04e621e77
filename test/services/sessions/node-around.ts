import { ServiceBroker } from "moleculer";
import type { Results } from "../../../platform/contracts/contracts.ts";
import { contractChecks } from "../../../platform/contracts/validation.ts";
import type { Question } from "../../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { QUIZ } from "../answers/questions.ts";

/** What the sessions service finds around it: a quiz, somebody who scores answers anew, and who hears its events. */
export interface Around {
  /** Time limits of the quiz's questions, in ms. */
  limits: (number | null)[];
  rescore: (session: number, question: number) => Promise<Results["answers.rescore"]>;
  /** The sessions that were announced, in order. */
  changed: SessionRecord[];
}

/** A broker with all that around it, for one test file. */
export function nodeAround(): { broker: ServiceBroker; around: Around } {
  const rescored = async () => ({ rescored: 0, keyRevision: null });
  const around: Around = { limits: [], rescore: rescored, changed: [] };
  const broker = new ServiceBroker({ logger: false, middlewares: [contractChecks] });
  const content = () => ({
    title: "A quiz",
    questions: around.limits.map((timeLimitMs) => ({ ...QUIZ.questions[0], timeLimitMs }) as Question),
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
        around.rescore(params.session, params.question),
    },
  });
  broker.createService({
    name: "listener",
    events: {
      "session.changed"({ params }: { params: { session: SessionRecord } }) {
        around.changed.push(params.session);
      },
    },
  });
  beforeAll(() => broker.start());
  afterAll(() => broker.stop());
  beforeEach(() => {
    around.limits = [20_000, 20_000, 20_000];
    around.rescore = rescored;
    around.changed = [];
  });
  return { broker, around };
}
