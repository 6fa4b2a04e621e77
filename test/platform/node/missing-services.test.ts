import { ServiceBroker } from "moleculer";
import { missingServices } from "../../../platform/node/readiness.ts";

const SERVICES = ["quiz", "sessions", "answers", "stats"];
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
const remove = (name: string) => broker.destroyService(name);

test("a starting gateway waits for every service", async () => {
  const missing = missingServices(broker);
  await offer("quiz", "sessions", "answers");
  expect(missing()).toEqual(["service stats"]);
  await offer("stats");
  expect(missing()).toEqual([]);
});

test("a gateway that was ready stays ready without stats and quiz, but not without sessions and answers", async () => {
  await offer(...SERVICES);
  const missing = missingServices(broker);
  expect(missing()).toEqual([]);
  await remove("stats");
  await remove("quiz");
  expect(missing()).toEqual([]);
  await remove("answers");
  await remove("sessions");
  expect(missing()).toEqual(["service sessions", "service answers"]);
});
