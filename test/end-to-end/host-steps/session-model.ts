/**
 * A model of a session as its host sees it, written from the contract alone: for each step it says which replies are
 * allowed, and how the session is afterwards. Time does not move in it: the tests use time limits of ten minutes.
 */
export interface ModelSession {
  pace: "host" | "self" | "auto";
  /** Time limits of the questions in ms, in order; null: no limit. */
  limits: readonly (number | null)[];
  readMs: number;
  state: "lobby" | "open" | "ended" | "gone";
  /** The number of the question that was shown last; 0: none. */
  question: number;
  isClosed: boolean;
  /** How long the window of this question lasts, in ms; null: until it is closed. */
  durationMs: number | null;
  isPaused: boolean;
  isLocked: boolean;
  title: string;
}

export type Step =
  | { kind: "open" | "end" | "pause" | "resume" | "delete" }
  | { kind: "next"; after: number | undefined }
  | { kind: "close"; question: number | undefined }
  | { kind: "extend"; byMs: number; question: number | undefined }
  | { kind: "patch"; changes: { locked?: boolean; title?: string } }
  /** A step of another host. */
  | { kind: "foreign"; step: "open" | "next" | "end" | "pause" | "delete" };

/** One allowed reply to a step: its status, where it says that the session stands, and how the session is afterwards. */
export interface Outcome {
  status: number;
  /** `data.question` of a 409 to a step that named another question. */
  standsAt?: number;
  after: ModelSession;
}

const unchanged = (after: ModelSession, ...statuses: number[]): Outcome[] =>
  statuses.map((status) => ({ status, after }));

/** The allowed replies to a step that is taken alone. */
export function outcomes(session: ModelSession, step: Step): Outcome[] {
  if (session.state === "gone") return unchanged(session, 404);
  switch (step.kind) {
    case "foreign":
      return unchanged(session, 403);
    case "open":
      return session.state === "lobby" ? [{ status: 200, after: opened(session) }] : unchanged(session, 409);
    case "end":
      return [{ status: 200, after: { ...session, state: "ended" } }];
    case "delete":
      return session.state === "open"
        ? unchanged(session, 409)
        : [{ status: 204, after: { ...session, state: "gone" } }];
    case "patch":
      return patched(session, step.changes);
    case "next":
      return next(session, step.after);
    case "close":
      return close(session, step.question);
    case "extend":
      return extend(session, step.byMs, step.question);
    case "pause":
    case "resume":
      return pauseOrResume(session, step.kind === "pause");
  }
}

function opened(session: ModelSession): ModelSession {
  const open: ModelSession = { ...session, state: "open" };
  return session.pace === "self" ? open : showQuestion(open, 1);
}

function showQuestion(session: ModelSession, question: number): ModelSession {
  return { ...session, question, isClosed: false, durationMs: session.limits[question - 1] ?? null };
}

function patched(session: ModelSession, { locked, title }: { locked?: boolean; title?: string }): Outcome[] {
  const after = { ...session, isLocked: locked ?? session.isLocked, title: title ?? session.title };
  const applied = { status: 200, after };
  return session.state === "ended" ? [applied, ...unchanged(session, 409)] : [applied];
}

/** A 409 if the step named a question at which the session does not stand. */
function stale(session: ModelSession, named: number | undefined): Outcome[] {
  if (named === undefined || named === session.question) return [];
  return [{ status: 409, standsAt: session.question, after: session }];
}

const isHostPaced = ({ pace, state }: ModelSession) => pace === "host" && state === "open";

function next(session: ModelSession, after: number | undefined): Outcome[] {
  if (!isHostPaced(session)) return unchanged(session, 409);
  const elsewhere = stale(session, after);
  if (elsewhere.length > 0) return elsewhere;
  if (session.question === session.limits.length) return unchanged(session, 409);
  return [{ status: 200, after: showQuestion(session, session.question + 1) }];
}

function close(session: ModelSession, question: number | undefined): Outcome[] {
  if (!isHostPaced(session)) return unchanged(session, 409);
  const elsewhere = stale(session, question);
  if (elsewhere.length > 0) return elsewhere;
  // The contract does not say whether a close of a closed question is refused, or changes nothing.
  if (session.isClosed) return unchanged(session, 409, ...(question === undefined ? [] : [200]));
  const closed = { status: 200, after: { ...session, isClosed: true } };
  // Nor does it say whether a question that is only shown so far can be closed.
  return session.readMs > 0 ? [closed, ...unchanged(session, 409)] : [closed];
}

function extend(session: ModelSession, byMs: number, question: number | undefined): Outcome[] {
  if (session.pace === "self" || session.state !== "open") return unchanged(session, 409, 422);
  const elsewhere = stale(session, question);
  if (elsewhere.length > 0) return elsewhere;
  if (session.isClosed) return unchanged(session, 409);
  if (session.durationMs === null) return unchanged(session, 200, 409, 422);
  return [{ status: 200, after: { ...session, durationMs: session.durationMs + byMs } }];
}

function pauseOrResume(session: ModelSession, isPaused: boolean): Outcome[] {
  if (session.pace !== "auto" || session.state === "ended") return unchanged(session, 409);
  if (session.isPaused === isPaused) return unchanged(session, 200, 409);
  const taken = { status: 200, after: { ...session, isPaused } };
  // The contract does not say whether a programme can wait before it has begun.
  return session.state === "lobby" ? [taken, ...unchanged(session, 409)] : [taken];
}
