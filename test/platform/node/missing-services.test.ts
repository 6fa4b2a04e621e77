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

test("a gateway names every service that no node runs", async () => {
  const missing = missingServices(broker);
  await offer("quiz", "sessions", "answers");
  expect(missing()).toEqual(["service stats"]);
  await offer("stats");
  expect(missing()).toEqual([]);
});

test("a service that is gone is named again", async () => {
  await offer(...SERVICES);
  const missing = missingServices(broker);
  expect(missing()).toEqual([]);
  await remove("stats");
  await remove("sessions");
  expect(missing()).toEqual(["service sessions", "service stats"]);
});
