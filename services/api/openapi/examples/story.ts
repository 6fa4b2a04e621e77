/**
 * The story that all examples tell: the host Ada writes the quiz "Capitals" with two questions. In her session Cy and Bo
 * play; Bo answers both questions right, Cy the second one. Di is removed before it begins. All points follow from the times by the rule of `speed`.
 */

export const QUIZ_ID = "q7Yd2mXw4KfB0sLu";
export const SESSION_ID = "Zk3vT9qLw0aXc7Rd";
export const CODE = "K7MQ2X";
export const PIN = "40718263";
export const TICKET = "x0Qm3nVtY7aLr5KdWc9E2g";
export const RECEIPT = "eyJhbGciOiJIUzI1NiJ9.eyJxIjoxLCJhIjp7ImNob2ljZSI6MX19.dQw4w9WgXcQ";
const TOKEN_HEAD = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
export const PLAYER_TOKEN = `${TOKEN_HEAD}.eyJyb2xlIjoicGxheWVyIiwicG5vIjoyfQ.8m5Jt1y3vN0w`;
export const SIGN_IN_CODE = `${TOKEN_HEAD}.eyJzdWIiOiJBZGEiLCJyb2xlIjoic2lnbkluIn0.0uJq8Zx2Kc5v`;
export const HOST_TOKEN = `${TOKEN_HEAD}.eyJzdWIiOiJBZGEiLCJyb2xlIjoiaG9zdCJ9.t3Wn6Yb9Lr1s`;
export const SCREEN_TOKEN = `${TOKEN_HEAD}.eyJyb2xlIjoic2NyZWVuIn0.4bXk9Qe7Zr2s`;

/** A time of the evening. @param clock such as "18:00:00.000" */
export const at = (clock: string) => `2026-03-14T${clock}Z`;

const TEXTS = [
  "What is the capital of Australia?",
  "How many member states has the European Union?",
] as const;
const TIME_LIMIT_MS = 20_000;
const EXPLANATION = "Canberra was founded as the capital in 1913.";

/** The quiz as Ada writes it: what is left out gets its default. */
export const quizDraft = {
  title: "Capitals",
  questions: [
    {
      kind: "single",
      text: TEXTS[0],
      options: [{ text: "Sydney" }, { text: "Canberra", correct: true }, { text: "Melbourne" }],
      explanation: EXPLANATION,
    },
    { kind: "numeric", text: TEXTS[1], answer: { value: 27 } },
  ],
};

const [first, second] = quizDraft.questions;
const defaults = { timeLimitMs: TIME_LIMIT_MS, points: 1000 };

/** The quiz as a file: the defaults are written out. */
export const quizFile = {
  title: "Capitals",
  questions: [
    { ...first, ...defaults, text: TEXTS[0] },
    { ...second, ...defaults, text: TEXTS[1], answer: { value: 27, tolerance: 0 } },
  ],
};
export const quiz = { id: QUIZ_ID, version: 1, ...quizFile };

/** The questions as players see them. */
export const playerQuestions = [
  {
    no: 1,
    kind: "single",
    text: TEXTS[0],
    options: ["Sydney", "Canberra", "Melbourne"].map((text, id) => ({ id, text })),
    ...defaults,
  },
  { no: 2, kind: "numeric", text: TEXTS[1], options: [], ...defaults },
];

/** Question 1 while it takes answers. */
export const openQuestion = {
  ...playerQuestions[0],
  openedAt: at("18:05:00.000"),
  closesAt: at("18:05:20.000"),
};

const settings = {
  feedback: "onClose",
  stats: "onClose",
  scoring: "speed",
  graceMs: 500,
  lateJoin: true,
  readMs: 0,
  closeWhenAllAnswered: false,
  fairness: "arrival",
  leaderboard: "each",
  nicknames: "any",
};

const common = {
  id: SESSION_ID,
  title: "Capitals",
  pace: "host",
  questions: 2,
  settings,
  locked: false,
  voided: [] as number[],
};
const onlyForHosts = { code: CODE, quizId: QUIZ_ID, version: 1, maxPlayers: 100_000 };

/** The session in its lobby, while it is open at question 1, and after its end. */
export const sessions = {
  lobby: { ...common, state: "lobby", players: 0, asOf: at("18:00:00.000"), now: at("18:00:00.000") },
  open: {
    ...common,
    state: "open",
    players: 2,
    question: openQuestion,
    openedAt: at("18:05:00.000"),
    asOf: at("18:05:03.100"),
    now: at("18:05:03.217"),
  },
  ended: {
    ...common,
    state: "ended",
    players: 2,
    openedAt: at("18:05:00.000"),
    endedAt: at("18:10:00.000"),
    asOf: at("18:10:00.000"),
    now: at("18:10:00.100"),
  },
};
/** A session as its host sees it. */
export const hosted = <S extends object>(session: S) => ({ ...session, ...onlyForHosts });
/** A session as a big screen sees it. */
export const shown = <S extends object>(session: S) => ({ ...session, code: CODE });

/** What Bo has answered, and when. Cy chose Sydney after 5,000 ms, and typed 27 after 6,000 ms. */
export const answers = [
  { question: 1, answer: { choice: 1 }, elapsedMs: 3200, points: 920, correct: true },
  { question: 2, answer: { value: 27 }, elapsedMs: 4000, points: 900, correct: true },
];

const elapsed = { mean: 4100, p50: 3200, p90: 5000, p99: 5000 };
export const stats = {
  question: 1,
  attempts: 2,
  options: [
    { id: 0, count: 1, share: 0.5 },
    { id: 1, count: 1, share: 0.5 },
    { id: 2, count: 0, share: 0 },
  ],
  elapsedMs: elapsed,
  correct: [1],
  explanation: EXPLANATION,
  asOf: at("18:05:20.900"),
  final: true,
};
export const numericStats = {
  question: 2,
  attempts: 2,
  values: [{ value: 27, count: 2 }],
  elapsedMs: { mean: 5000, p50: 4000, p90: 6000, p99: 6000 },
  answer: { value: 27, tolerance: 0 },
  asOf: at("18:06:30.900"),
  final: true,
};
export const hiddenStats = { question: 1, attempts: 2, asOf: at("18:05:06.000"), final: false };

export const places = [
  { rank: 1, playerNo: 2, nickname: "Bo", points: 1820, elapsedMs: 7200 },
  { rank: 2, playerNo: 1, nickname: "Cy", points: 850, elapsedMs: 6000 },
];
export const scores = { width: 200, counts: [0, 0, 0, 0, 1, 0, 0, 0, 0, 1] };
export const leaderboard = { places, scores, players: 2, asOf: at("18:10:00.000"), final: true };
