import { ServiceBroker } from "moleculer";
import { missingServices } from "../../../../services/api/routes/operations-routes.ts";

const KINDS = ["quiz", "sessions", "answers", "stats"];
let broker: ServiceBroker;

beforeEach(async () => {
  broker = new ServiceBroker({ logger: false, transporter: null, skipProcessEventRegistration: true });
  await broker.start();
});
afterEach(() => broker.stop());

const offer = async (...names: string[]) => {
  for (const name of names) broker.createService({ name });
  await broker.waitForServices(names);
};
const lose = (name: string) => broker.destroyService(name);

test("a gateway waits for every kind of service before it first serves", async () => {
  const missing = missingServices(broker);
  await offer("quiz", "sessions", "answers");
  expect(missing()).toEqual(["service stats"]);
  await offer("stats");
  expect(missing()).toEqual([]);
});

test("one that has served goes on without figures and new quizzes, not without those who let in and store", async () => {
  await offer(...KINDS);
  const missing = missingServices(broker);
  expect(missing()).toEqual([]);
  await lose("stats");
  await lose("quiz");
  expect(missing()).toEqual([]);
  await lose("answers");
  await lose("sessions");
  expect(missing()).toEqual(["service sessions", "service answers"]);
});
