import { must, type Reply } from "../../harness/client.ts";
import type { HostedSession, SessionState } from "../../harness/contract.ts";
import { EventStream } from "../../harness/event-stream.ts";
import type { Host } from "../../harness/host.ts";
import type { Random } from "../../harness/random.ts";
import { waitUntilTime } from "../../harness/until.ts";
import { at } from "../fixture.ts";

/** How far the clocks of the test and the server may differ, in ms; both run on one machine. */
const CLOCK_TOLERANCE_MS = 25;
/** After so many steps the host lets the programme run. */
const MAX_STEPS = 14;

type Action = "pause" | "resume" | "extend";
interface Taken {
  action: Action;
  question: number;
  byMs: number;
  reply: Reply<SessionState>;
}

/** The programme that a session of pace `auto` must keep. */
export interface Programme {
  questions: number;
  limitMs: number;
  gapMs: number;
  readMs: number;
}

/** Opens a session of pace `auto`, and takes random steps at random times, often twice at once, until it has ended. */
export async function playProgramme(
  hosts: readonly [Host, Host],
  { id }: HostedSession,
  programme: Programme,
  random: Random,
): Promise<void> {
  const [host] = hosts;
  const stream = await EventStream.open(host.client.baseUrl, id, { token: host.token });
  const taken: Taken[] = [];
  const isOver = () => stream.eventsNamed("ended").length > 0;
  must(await host.step(id, "open"), 200);
  let isPaused = false;
  for (let steps = 0; steps < MAX_STEPS && !isOver(); steps++) {
    await waitUntilTime(Date.now() + random.number(50, 500));
    const action: Action = random.chance(0.35) ? "extend" : isPaused ? "resume" : "pause";
    isPaused = action === "extend" ? isPaused : action === "pause";
    const byMs = random.integer(400) + 1;
    const question = must(await host.readSession(id), 200).question?.no;
    const senders = random.chance(0.4) ? hosts : [random.pick(hosts)];
    const details = action === "extend" ? { question: question ?? 1, byMs } : undefined;
    const replies = await Promise.all(senders.map((sender) => sender.step(id, action, details)));
    taken.push(...replies.map((reply) => ({ action, question: question ?? 1, byMs, reply })));
  }
  if (!isOver())
    await host
      .step(id, "resume")
      .then((reply) => taken.push({ action: "resume", question: 0, byMs: 0, reply }));
  await stream.next("ended");
  stream.close();
  verifyProgramme(stream, taken, programme);
}

/** The times at which the questions opened and closed, from the events of the stream. */
function windowsIn(stream: EventStream): { no: number; opens: number; closes: number }[] {
  const opened = stream.eventsNamed("question").map(({ data }) => data as { no: number; openedAt: string });
  const closed = stream
    .eventsNamed("closed")
    .map(({ data }) => data as { question: number; closedAt: string });
  return opened.map(({ no, openedAt }) => ({
    no,
    opens: Date.parse(openedAt),
    closes: Date.parse(closed.find(({ question }) => question === no)?.closedAt ?? ""),
  }));
}

function verifyProgramme(stream: EventStream, taken: readonly Taken[], programme: Programme): void {
  const { questions, limitMs, gapMs, readMs } = programme;
  const unexpected = taken.filter(({ reply }) => reply.status !== 200 && reply.status !== 409);
  expect(unexpected.map(({ reply }) => [reply.status, reply.body])).toEqual([]);
  const done = taken.filter(({ reply }) => reply.status === 200);
  const windows = windowsIn(stream);
  expect(windows.map(({ no }) => no)).toEqual(Array.from({ length: questions }, (_, index) => index + 1));
  for (const [index, { no, opens, closes }] of windows.entries()) {
    const extensions = done.filter(({ action, question }) => action === "extend" && question === no);
    const extendedMs = extensions.reduce((sum, { byMs }) => sum + byMs, 0);
    expect({ no, lengthMs: closes - opens }).toEqual({ no, lengthMs: limitMs + extendedMs });
    if (index > 0) verifyShown(no, opens - readMs, at(windows, index - 1).closes + gapMs, done);
  }
}

/** A question is shown as planned, or, if the programme waited then, when it was resumed; and never while it waits. */
function verifyShown(no: number, shownAt: number, plannedAt: number, done: readonly Taken[]): void {
  const shown = { no, shownAfterMs: shownAt - plannedAt };
  const resumes = done.filter(({ action }) => action === "resume");
  const resumedThen = resumes.some(
    ({ reply }) =>
      reply.sentAt - CLOCK_TOLERANCE_MS <= shownAt && shownAt <= reply.doneAt + CLOCK_TOLERANCE_MS,
  );
  if (!resumedThen || shownAt < plannedAt) expect(shown).toEqual({ no, shownAfterMs: 0 });
  for (const { action, reply } of done) {
    if (action !== "pause") continue;
    const resumedAt = resumes.find((resume) => resume.reply.sentAt >= reply.doneAt)?.reply.sentAt ?? Infinity;
    const waited = shownAt > reply.doneAt + CLOCK_TOLERANCE_MS && shownAt < resumedAt - CLOCK_TOLERANCE_MS;
    expect({ ...shown, whilePaused: waited }).toEqual({ ...shown, whilePaused: false });
  }
}
