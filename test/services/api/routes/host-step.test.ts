import { jest } from "@jest/globals";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { currentTime } from "../../../../platform/clock.ts";
import type { ParamsOut } from "../../../../platform/contracts/contracts.ts";
import { validateParams } from "../../../../platform/contracts/validation.ts";
import { StepExpired, ValidationError } from "../../../../platform/errors.ts";
import type { RequestContext } from "../../../../services/api/http/request-context.ts";
import { takeStep } from "../../../../services/api/routes/host-step.ts";
import { NOON, openWindow, sessionRecord } from "../../../harness/session-record.ts";

type StepParams = ParamsOut<"sessions.step">;
const ID = "a".repeat(16);

let broker: ServiceBroker;
afterEach(() => broker.stop());

/** A gateway's request to sessions nodes that offer these actions. */
async function requestTo(actions: ServiceSchema["actions"]): Promise<RequestContext> {
  broker = new ServiceBroker({ logger: false, middlewares: [validateParams] });
  broker.createService({ name: "sessions", actions });
  await broker.start();
  return { ctx: broker, params: { id: ID }, identity: { role: "host", name: "ana" } } as never;
}

test("each request is a step with an id of its own, which is valid for as long as the gateway waits", async () => {
  const sent: StepParams[] = [];
  const request = await requestTo({ step: ({ params }) => sent.push(params) });
  await takeStep(request, "next", { question: 3 });
  await takeStep(request, "next");
  expect(sent).toMatchObject([
    { host: "ana", id: ID, step: "next", question: 3 },
    { host: "ana", id: ID, step: "next" },
  ]);
  expect(sent[0]!.stepId).not.toBe(sent[1]!.stepId);
  const validMs = sent[0]!.validUntil - currentTime();
  expect(validMs).toBeGreaterThan(3000);
  expect(validMs).toBeLessThan(10_000);
});

test("a node whose clock is ahead gets the same step again, with its own time", async () => {
  const sent: StepParams[] = [];
  const ahead = currentTime() + 90_000;
  const request = await requestTo({
    step({ params }) {
      sent.push(params);
      if (params.validUntil < ahead) throw new StepExpired(ahead);
      return "taken";
    },
  });
  expect(await takeStep(request, "close", { question: 2 })).toBe("taken");
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual({ ...sent[0]!, validUntil: expect.any(Number) });
});

test("a step that is too old for every node is refused for now", async () => {
  const request = await requestTo({
    step() {
      throw new StepExpired(currentTime());
    },
  });
  await expect(takeStep(request, "end")).rejects.toMatchObject({ type: "TRY_AGAIN" });
});

test("nodes of the release before get the step without an id; they cannot take one that names a question", async () => {
  const request = await requestTo({ next: () => "taken" });
  expect(await takeStep(request, "next")).toBe("taken");
  await expect(takeStep(request, "next", { question: 1 })).rejects.toMatchObject({
    type: "SERVICE_NOT_FOUND",
  });
});

test("the steps that they do not know can only be tried again", async () => {
  const request = await requestTo({ next: () => "taken" });
  for (const step of ["extend", "pause", "resume"] as const) {
    const refusal = takeStep(request, step, step === "extend" ? { byMs: 1000 } : {});
    await expect(refusal).rejects.toMatchObject({ type: "SERVICE_NOT_FOUND" });
  }
  await broker.stop();
  const unknown = () => {
    throw new ValidationError([{ path: "step", reason: "must be open" }]);
  };
  const older = await requestTo({ step: unknown });
  await expect(takeStep(older, "pause")).rejects.toMatchObject({ type: "TRY_AGAIN" });
  await expect(takeStep(older, "end")).rejects.toMatchObject({ type: "VALIDATION_ERROR" });
});

test("a step that names nothing carries when it came, and the question that this gateway knew then", async () => {
  const sent: StepParams[] = [];
  const request = await requestTo({ step: ({ params }) => sent.push(params) });
  const record = sessionRecord({ openedAt: NOON, windows: [openWindow(1), openWindow(2)] });
  const peek = (id: string) => (id === ID ? { record } : undefined);
  await takeStep(request, "next", {}, peek);
  await takeStep(request, "next", { question: 2 }, peek);
  await takeStep(request, "next");
  expect(sent.map(({ arrival }) => arrival)).toEqual([
    { at: expect.any(Number), question: 2 },
    undefined,
    undefined,
  ]);
});

test("a step that names nothing is the same as one that is under way; afterwards it is another", async () => {
  const taken = jest.fn(async () => "moved");
  const request = await requestTo({ step: taken });
  const other = { ...request, params: { id: "b".repeat(16) } } as never;
  const steps = [
    takeStep(request, "next"),
    takeStep(request, "next"),
    takeStep(request, "next", { question: 1 }),
    takeStep(request, "close"),
    takeStep(other, "next"),
  ];
  expect(await Promise.all(steps)).toEqual(new Array(5).fill("moved"));
  expect(taken).toHaveBeenCalledTimes(4);
  await takeStep(request, "next");
  expect(taken).toHaveBeenCalledTimes(5);
});
