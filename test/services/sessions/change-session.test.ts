import { type SessionChanges, sessionChangesSchema } from "../../../platform/contracts/contracts.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { changeSession } from "../../../services/sessions/change-session.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../harness/session-record.ts";

const HOUR = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const change = (session: SessionRecord, changes: SessionChanges) => changeSession(session, changes, NOON);
const refusal = (session: SessionRecord, changes: SessionChanges) => {
  try {
    return change(session, changes);
  } catch (error) {
    const { type, data } = error as { type: string; data: unknown };
    return type === "VALIDATION_ERROR" ? data : type;
  }
};
const open = (closesAt: number | null, pace: "self" | "host" = "self") =>
  sessionRecord({
    settings: settings({ pace, closesAt }),
    openedAt: NOON - HOUR,
    windows: [openWindow(1, { openedAt: NOON - HOUR, closesAt })],
  });
const ended = sessionRecord({ openedAt: NOON - HOUR, endedAt: NOON - 1 });

test("a change needs a field, and only fields that it knows", () => {
  expect(sessionChangesSchema.safeParse({}).success).toBe(false);
  expect(sessionChangesSchema.safeParse({ pace: "self" }).success).toBe(false);
  expect(sessionChangesSchema.safeParse({ lateJoin: null }).success).toBe(false);
  const changes = { title: "B", opensAt: iso(NOON), closesAt: null, expectedPlayers: null };
  expect(sessionChangesSchema.parse(changes)).toEqual({ ...changes, opensAt: NOON });
});

test("in the lobby everything can be changed, and fields that are not named stay", () => {
  const lobby = sessionRecord({ settings: settings({ pace: "self", opensAt: NOON + HOUR, maxPlayers: 5 }) });
  const changes = { title: "B", locked: true, lateJoin: false, opensAt: null, expectedPlayers: 9 };
  expect(change(lobby, changes)).toEqual({
    title: "B",
    locked: true,
    movesClose: false,
    settings: { ...lobby.settings, lateJoin: false, opensAt: null, expectedPlayers: 9 },
  });
  expect(change(lobby, { closesAt: NOON + 2 * HOUR, maxPlayers: null })?.settings).toMatchObject({
    opensAt: NOON + HOUR,
    closesAt: NOON + 2 * HOUR,
    maxPlayers: null,
  });
});

test("a change to what is so already changes nothing", () => {
  const lobby = sessionRecord({ settings: settings({ maxPlayers: 5 }) });
  expect(change(lobby, { title: lobby.title, locked: false, maxPlayers: 5, opensAt: null })).toBeNull();
});

test("the times that hold afterwards are checked together", () => {
  const lobby = sessionRecord({ settings: settings({ pace: "self", closesAt: NOON + HOUR }) });
  const reasonOf = (path: string, reason: string) => [{ path, reason: expect.stringContaining(reason) }];
  expect(refusal(lobby, { opensAt: NOON + 2 * HOUR })).toEqual(reasonOf("closesAt", "after opensAt"));
  expect(refusal(lobby, { opensAt: NOON - HOUR })).toEqual(reasonOf("opensAt", "in the past"));
  expect(refusal(lobby, { closesAt: NOON })).toEqual(reasonOf("closesAt", "in the future"));
  expect(refusal(sessionRecord(), { closesAt: NOON + HOUR })).toEqual(reasonOf("closesAt", "pace self"));
  expect(refusal(open(NOON + HOUR), { closesAt: NOON - 1 })).toEqual(reasonOf("closesAt", "in the future"));
  expect(refusal(open(null, "host"), { closesAt: NOON + HOUR })).toEqual(reasonOf("closesAt", "pace self"));
});

test("while it is open the close can be moved, taken back and set again, until it has passed", () => {
  expect(change(open(NOON + HOUR), { closesAt: NOON + 1 })).toMatchObject({ movesClose: true });
  expect(change(open(NOON + HOUR), { closesAt: null })?.settings.closesAt).toBeNull();
  expect(change(open(null), { closesAt: NOON + HOUR })).toMatchObject({ movesClose: true });
  expect(refusal(open(NOON), { closesAt: NOON + HOUR })).toBe("WRONG_STATE");
  expect(refusal(open(NOON + HOUR), { opensAt: null })).toBe("WRONG_STATE");
  expect(change(open(NOON), { title: "B", locked: true })).toMatchObject({ title: "B", movesClose: false });
});

test("of a session that has ended only the title can be changed", () => {
  expect(change(ended, { title: "B" })).toMatchObject({ title: "B", settings: ended.settings });
  for (const changes of [{ locked: true }, { closesAt: null }, { maxPlayers: 5, title: "B" }]) {
    expect(refusal(ended, changes)).toBe("WRONG_STATE");
  }
});
