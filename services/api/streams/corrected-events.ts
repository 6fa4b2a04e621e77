import { isDeepStrictEqual } from "node:util";
import { isKeyVisible, type SessionRecord } from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { type Audience, keyView } from "../views/stats-view.ts";

/** The most bytes of keys that are sent again to a client that comes back. */
const MAX_REPEATED_BYTES = 16_000;

/**
 * The event of a question that was voided, or whose key is another. For another key it is sent twice: at once with the
 * key, and when all stored answers have their new points.
 */
interface CorrectedEvent {
  event: "corrected";
  data: { question: number; voided: boolean };
}

/** What the host has corrected in a session so far. */
export interface Corrections {
  /** Numbers of the voided questions. */
  voided: ReadonlySet<number>;
  /** Corrected keys by question number. */
  keys: SessionRecord["keys"];
  /** Numbers of the questions whose stored answers do not have the points of their corrected keys yet. */
  rescoring: ReadonlySet<number>;
}

export function correctionsOf({ record }: Pick<CachedSession, "record">): Corrections {
  // A record of a node of the release before has no `rescoring`.
  return { voided: new Set(record.voided), keys: record.keys, rescoring: new Set(record.rescoring ?? []) };
}

/** The questions that since `before` are voided, have another key, or have all points of it; in no order. */
export function correctedSince({ voided, keys, rescoring }: Corrections, before: Corrections): number[] {
  const newlyVoided = voided.difference(before.voided);
  const rekeyed = questionsIn(keys).filter((no) => !isDeepStrictEqual(keys[no], before.keys[no]));
  const rescored = before.rescoring.difference(rescoring);
  return [...new Set([...newlyVoided, ...rekeyed, ...rescored])];
}

/** A correction as an audience may see it: a voided question has no key any more that matters. */
export function correctedEvent(session: CachedSession, no: number, audience: Audience): CorrectedEvent {
  const isVoided = session.record.voided.includes(no);
  const key = isVoided ? {} : visibleKey(session, no, audience);
  return { event: "corrected", data: { question: no, voided: isVoided, ...key } };
}

/**
 * All corrected keys, for a client that may have missed when they changed; the state shows which questions are voided.
 * A host may write keys of 512 KiB: past 16 KB the events come without keys, which the stats have.
 */
export function repeatedCorrections(session: CachedSession, audience: Audience): CorrectedEvent[] {
  let room = MAX_REPEATED_BYTES;
  const { keys, voided } = session.record;
  return questionsIn(keys)
    .filter((no) => !voided.includes(no))
    .map((no) => {
      const event = correctedEvent(session, no, audience);
      room -= Buffer.byteLength(JSON.stringify(event.data));
      return room >= 0 ? event : { ...event, data: { question: no, voided: false } };
    });
}

/** The key of a question, as far as an audience may see it. */
export function visibleKey(session: CachedSession, no: number, audience: Audience): object {
  return audience === "host" || isKeyVisible(session.record, no) ? keyView(session, no) : {};
}

const questionsIn = (keys: SessionRecord["keys"]) => Object.keys(keys).map(Number);
