import type { CodeMutation } from "./mutation.ts";

const CLOSING = "test/faults/closing.test.ts";

export const HIDDEN_KEY: readonly CodeMutation[] = [
  {
    name: "reveal-waits-for-grace",
    file: "services/sessions/transitions.ts",
    code: "window.closesAt !== null && window.closesAt + settings.graceMs <= now",
    replacement: "window.closesAt !== null && window.closesAt <= now",
    also: {
      file: "services/sessions/transitions.ts",
      code: "times.push(window.closesAt + settings.graceMs);",
      replacement: "times.push(window.closesAt);",
    },
    test: CLOSING,
    testName: "a close reveals nothing early",
  },
  {
    name: "corrected-key-hidden",
    file: "services/api/streams/corrected-events.ts",
    code: 'audience === "host" || isKeyVisible(session.record, no)',
    replacement: 'audience === "host" || no > 0',
    test: "test/services/api/streams/corrected-events.test.ts",
    testName: "the key of a question whose key players may not see",
  },
  {
    name: "tickets-verified",
    file: "services/api/routes/stats-ticket.ts",
    code: "if (statsTickets.isTicketOf(ticket, record, question)) return true;",
    replacement: "if (statsTickets.isTicketOf(ticket, record, question) || ticket) return true;",
    test: "test/services/api/routes/stats-ticket.test.ts",
    testName: "the query",
  },
  {
    name: "leaderboard-waits",
    file: "services/api/views/snapshot-replies.ts",
    code: 'if (audience !== "host" && !isLeaderboardVisible(record))',
    replacement: 'if (audience !== "host" && !isLeaderboardVisible(record) && from < 1)',
    test: "test/services/api/views/snapshot-replies.test.ts",
    testName: "a leaderboard appears to players the moment they may see it",
  },
];
