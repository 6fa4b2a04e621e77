import { LARGE_BODY, MIDDLE_BODY, SMALL_BODY, type Tag } from "../routing/route.ts";

/** What the description says about the API as a whole. */

const KIB = 1024;

export const ABOUT = `Live quizzes for a million players at once. A host writes a quiz and opens a session of it. Players
join by its code, answer within each question's time, and see stats and a leaderboard. Everyone follows the session as a
stream of events.

# Format
Bodies are JSON in UTF-8 where no other type is named. Times are ISO 8601 in UTC with milliseconds. Durations are whole
milliseconds, in fields that end in \`Ms\`. Numbers of questions and players count from 1, ids of options from 0. Ids of
quizzes and sessions are opaque. Replies may get more fields later, and the stream more events: ignore those that you do
not know. A body that you send may have no fields but those described.

# Tokens
\`Authorization: Bearer <JWT>\`. An operator mints a host's token, or a one-time link for
\`POST /api/sign-in\`. A player's comes with the reply to
\`POST /api/join\`, a screen's with the reply to \`POST /api/sessions/{id}/screen\`. Where no token is needed, one may
still show more.

# Errors
Each error is \`{ name, message, code, type, data }\`. Decide by \`type\`, which keeps its meaning; \`code\` is the HTTP
status, \`message\` is English for developers, and \`data\` belongs to the type. Any call may get a 400 \`BAD_REQUEST\` if
it cannot be read as a request, and a 403 \`FORBIDDEN\` if it comes from a page of an origin that the operator has not
allowed. A 5xx has no internal text: the header \`X-Request-ID\` leads to it in the server's logs.

# Retries
After a 429 or a 503 retry once the time of \`Retry-After\` has passed. Where no reply came, send the same call again. A
call that creates something needs the same \`Idempotency-Key\`: within 24 hours the first reply comes again, and nothing is
created twice. A join needs the same \`key\`, and a step the number of the question that the host saw. The same answer
counts once. An answer that cannot be stored in time gets a 503 with a receipt: sent again with it, it counts as of its
first arrival.

# Time
\`GET /api/time\` has the server's clock, and each view of a session and each event has it as \`now\`. Take it for
countdowns: a device's clock may be wrong. Within a node it never runs back.

# Limits
A player's body may have ${SMALL_BODY / KIB} KiB, a host's ${MIDDLE_BODY / KIB} KiB, a quiz or a file to import ${LARGE_BODY / KIB / KIB} MiB; more is a 413. Calls are
counted per host, player and address; over the limit the reply is 429 \`RATE_LIMITED\`. Operators can change the limits.

# Caching
Stats, leaderboards and the quiz for players have an \`ETag\`: with \`If-None-Match\` the reply is 304 while nothing has
changed. \`Cache-Control\` says who may share them.`;

export const TAG_DESCRIPTIONS: Record<Tag, string> = {
  playing: "How a player joins, answers, and learns what counts.",
  watching: "What anyone may see of a session: its state, its stream of events, stats and the leaderboard.",
  "signing in": "How a host gets a token.",
  quizzes: "How a host writes, imports and exports quizzes.",
  sessions: "How a host creates, changes and deletes sessions.",
  steps: "How a host leads through a session.",
  roster: "Who is in; how a host removes players and takes it back.",
  corrections: "How a host corrects a question after it was played.",
  reports: "What a host gets afterwards: the report, all answers, and the audit.",
  operations: "For load balancers, operators and tools; and the time.",
};

const bearer = (description: string) => ({
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description,
});

export const SECURITY_SCHEMES = {
  host: bearer(
    "A host's token. It owns what it creates. HS256 over `AUTH_SECRET`, with `iss` and `aud` `stampede`, `sub` (the host's " +
      "name), `role` `host`, `iat` and `exp`, so any JWT tool can mint one; `npm run -s host-token -- <name>` prints one. " +
      "Operators can also trust an OpenID provider (`AUTH_JWKS_URL`).",
  ),
  player: bearer("A player's token, from `POST /api/join`: for one session and one player number."),
  screen: bearer(
    "The token of a big screen, from `POST /api/sessions/{id}/screen`: reads what players see of one session, the join " +
      "code and the names of those who arrive.",
  ),
};
export type SecurityScheme = keyof typeof SECURITY_SCHEMES;
