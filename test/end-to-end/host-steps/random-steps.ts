import fc from "fast-check";
import type { ModelSession, Step } from "./session-model.ts";

/** A step whose named question is an offset to where the session stands when the step is sent. */
type DrawnStep = { step: Step; offset: number | undefined };

/** One or two steps that are sent at the same moment, the second one by the other client. */
export interface Moment {
  first: DrawnStep;
  /** `"same"`: the first step again. */
  second: DrawnStep | "same" | undefined;
  /** Which of the two clients sends the first step. */
  client: 0 | 1;
}

/** Where a host believes the session to stand: mostly where it is, sometimes a question behind or ahead. */
const offset = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constantFrom(-1, 1, 40) },
);

const byMs = fc.integer({ min: 1, max: 60_000 });
const changes = fc.record({ locked: fc.boolean(), title: fc.constantFrom("Round A", "Finale") });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: "open" }) },
  { weight: 9, arbitrary: fc.constant<Step>({ kind: "next", after: undefined }) },
  { weight: 5, arbitrary: fc.constant<Step>({ kind: "close", question: undefined }) },
  {
    weight: 5,
    arbitrary: byMs.map((ms): Step => ({ kind: "extend", byMs: ms, question: undefined })),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "pause" }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "resume" }) },
  { weight: 2, arbitrary: changes.map((both): Step => ({ kind: "patch", changes: both })) },
  {
    weight: 2,
    arbitrary: changes.map(({ locked }): Step => ({ kind: "patch", changes: { locked } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("open", "next", "end", "pause", "delete")
      .map((foreign): Step => ({ kind: "foreign", step: foreign })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "end" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "delete" }) },
);

const drawnStep: fc.Arbitrary<DrawnStep> = fc.record({ step, offset });

const moment: fc.Arbitrary<Moment> = fc.record({
  first: drawnStep,
  second: fc.oneof(fc.constant(undefined), fc.constant("same" as const), drawnStep),
  client: fc.constantFrom(0, 1),
});

const OPENING: Moment = {
  first: { step: { kind: "open" }, offset: undefined },
  second: undefined,
  client: 0,
};

/** A session and what its hosts do with it. Half of the games begin by opening it, so that they come far. */
export const hostGame = fc.record({
  pace: fc.constantFrom("host" as const, "host" as const, "host" as const, "auto" as const, "self" as const),
  readMs: fc.constantFrom(0, 0, 60_000),
  moments: fc
    .tuple(fc.boolean(), fc.array(moment, { minLength: 4, maxLength: 16, size: "max" }))
    .map(([opens, moments]) => (opens ? [OPENING, ...moments] : moments)),
});

/** The steps of a moment, with the questions that they name. */
export function stepsAt(session: ModelSession, { first, second }: Moment): Step[] {
  const drawn = second === undefined ? [first] : [first, second === "same" ? first : second];
  return drawn.map(({ step, offset }) =>
    named(step, offset === undefined ? undefined : Math.max(1, session.question + offset)),
  );
}

function named(step: Step, question: number | undefined): Step {
  switch (step.kind) {
    case "next":
      return { ...step, after: question };
    case "close":
    case "extend":
      return { ...step, question };
    default:
      return step;
  }
}
