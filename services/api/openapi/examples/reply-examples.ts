import * as story from "./story.ts";

/** Examples of successful replies, by their names under `components.examples`. */

const { at, hosted, sessions, stats, numericStats } = story;
const page = <Item>(item: Item) => ({ items: [item], nextCursor: null });

const lobby = hosted(sessions.lobby);
const nothing = { accepted: 0, repeated: 0, changed: 0, early: 0, late: 0, invalid: 0, putOff: 0 };
const clean = { removed: 0, settled: 0, unredeemed: 0, contested: 0, missing: 0 };
const auditOf = (received: number, repeated: number, stored: number) => ({
  received,
  ...nothing,
  accepted: stored,
  repeated,
  stored,
  counted: stored,
  ...clean,
});

const report = {
  session: hosted(sessions.ended),
  players: 2,
  questions: [
    {
      no: 1,
      text: story.quiz.questions[0]!.text,
      stats,
      facility: 0.5,
      discrimination: 1,
      options: [
        { ...stats.options[0]!, meanRest: 850, discrimination: -1 },
        { ...stats.options[1]!, meanRest: 900, discrimination: 1 },
        { ...stats.options[2]!, meanRest: null, discrimination: null },
      ],
      voided: false,
    },
    {
      no: 2,
      text: story.quiz.questions[1]!.text,
      stats: numericStats,
      facility: 1,
      discrimination: null,
      options: [],
      voided: false,
    },
  ],
  reliability: 0,
  scores: story.scores,
  asOf: at("18:10:00.000"),
  history: [],
  places: story.places,
};

const received = ["18:05:03.200", "18:06:14.000"];
const responses = story.answers.map((answer, index) => ({
  playerNo: 2,
  nickname: "Bo",
  ...answer,
  receivedAt: at(received[index]!),
}));

const bo = { playerNo: 2, nickname: "Bo" };
const di = { playerNo: 3, nickname: "Di", joinedAt: at("18:03:10.000") };
const joined = { token: story.PLAYER_TOKEN, sessionId: story.SESSION_ID, ...bo, pin: story.PIN };
const [own] = story.answers;

export const REPLY_EXAMPLES = {
  quiz: story.quiz,
  quizSecondVersion: { ...story.quiz, version: 2 },
  quizFile: story.quizFile,
  quizzes: page({
    id: story.QUIZ_ID,
    version: 1,
    title: "Capitals",
    questions: 2,
    updatedAt: at("17:30:00.000"),
  }),
  imported: {
    quiz: story.quiz,
    imported: 2,
    skipped: [{ line: 9, reason: "Question 3: has no correct answer" }],
    notes: [],
    left: 0,
  },
  lobby,
  openSession: hosted(sessions.open),
  endedSession: hosted(sessions.ended),
  sessionOfAda: hosted(sessions.open),
  sessionOnAScreen: story.shown(sessions.open),
  sessionOfAPlayer: sessions.open,
  lockedLobby: { ...lobby, locked: true },
  pausedSession: {
    ...hosted(sessions.open),
    pace: "auto",
    gapMs: 5000,
    pausedAt: at("18:05:10.000"),
  },
  resumedSession: { ...hosted(sessions.open), pace: "auto", gapMs: 5000 },
  closedQuestion: {
    ...hosted(sessions.open),
    question: { ...story.openQuestion, closesAt: at("18:05:12.000") },
    now: at("18:05:12.004"),
  },
  extendedQuestion: {
    ...hosted(sessions.open),
    question: { ...story.openQuestion, closesAt: at("18:05:30.000") },
  },
  voidedQuestion: { ...hosted(sessions.ended), voided: [2] },
  sessions: page(lobby),
  screenToken: { token: story.SCREEN_TOKEN },
  players: {
    items: [
      { playerNo: 1, nickname: "Cy", joinedAt: at("18:01:12.000"), answered: 2, points: 850, rank: 2 },
      { ...bo, joinedAt: at("18:02:40.500"), answered: 2, points: 1820, rank: 1 },
    ],
    nextCursor: null,
  },
  removedPlayers: page({ ...di, answered: null, points: null, rank: null, banned: true }),
  restoredPlayer: { ...di, answered: null, points: null, rank: null },
  report,
  responses: { responses },
  audit: {
    questions: [
      { question: 1, ...auditOf(3, 1, 2) },
      { question: 2, ...auditOf(2, 0, 2) },
    ],
    all: auditOf(5, 1, 4),
    balanced: true,
  },
  joined,
  verdictBeforeTheClose: { status: "accepted", question: 1, elapsedMs: 3200 },
  verdictAtOnce: {
    status: "accepted",
    question: 1,
    elapsedMs: 3200,
    points: 920,
    correct: true,
    statsTicket: story.TICKET,
  },
  sameAnswerAgain: { status: "repeated", question: 1, elapsedMs: 3200 },
  rank: { ...bo, answered: 2, points: 1820, rank: 1, players: 2, asOf: at("18:10:00.000") },
  ownAnswers: [own, { question: 2, answer: { value: 27 }, elapsedMs: 4000 }],
  playerQuiz: { title: "Capitals", questions: story.playerQuestions, version: 1 },
  stats,
  statsOfNumbers: numericStats,
  hiddenStats: story.hiddenStats,
  leaderboard: story.leaderboard,
  leaderboardBeforeItsTime: {
    places: [],
    scores: { width: 1, counts: [] },
    players: 2,
    asOf: at("18:05:06.000"),
    final: false,
  },
  signInByLinkOnly: { link: true },
  signInByOpenIdToo: {
    link: true,
    openid: {
      authorizationUrl:
        "https://accounts.example.org/authorize?scope=openid+profile&code_challenge_method=S256&client_id=quiz&response_type=code",
    },
  },
  signedInAda: { token: story.HOST_TOKEN, name: "Ada", expiresAt: "2026-04-13T18:00:00.000Z" },
  time: { now: at("18:05:03.217") },
  health: { status: "ok" },
  ready: { status: "ready" },
  degraded: { status: "ready", degraded: ["the database (it does not reply)"] },
  description: { openapi: "3.1.0", info: { title: "Stampede", version: "1.0.0" } },
} satisfies Record<string, object>;

type Name = keyof typeof REPLY_EXAMPLES;

/** The examples of each operation's successful replies, by its status where it has several. */
export const REPLIES_OF: Record<string, readonly Name[] | Record<number, readonly Name[]>> = {
  getSignInWays: ["signInByLinkOnly", "signInByOpenIdToo"],
  signIn: ["signedInAda"],
  createQuiz: ["quiz"],
  importQuiz: ["imported"],
  listQuizzes: ["quizzes"],
  getQuiz: ["quiz"],
  replaceQuiz: ["quizSecondVersion"],
  exportQuiz: ["quizFile"],
  createSession: ["lobby"],
  listSessions: ["sessions"],
  openSession: ["openSession"],
  nextSession: ["openSession"],
  closeSession: ["closedQuestion"],
  endSession: ["endedSession"],
  extendSession: ["extendedQuestion"],
  pauseSession: ["pausedSession"],
  resumeSession: ["resumedSession"],
  changeSession: ["lockedLobby"],
  createScreenToken: ["screenToken"],
  listPlayers: ["players", "removedPlayers"],
  restorePlayer: ["restoredPlayer"],
  voidQuestion: ["voidedQuestion"],
  correctKey: ["endedSession"],
  report: ["report"],
  responses: ["responses"],
  audit: ["audit"],
  join: ["joined"],
  answer: { 201: ["verdictBeforeTheClose", "verdictAtOnce"], 200: ["sameAnswerAgain"] },
  getMe: ["rank"],
  getMyAnswers: ["ownAnswers"],
  getSession: ["sessionOfAPlayer", "sessionOfAda", "sessionOnAScreen"],
  getSessionQuiz: ["playerQuiz"],
  getStats: ["stats", "statsOfNumbers", "hiddenStats"],
  getLeaderboard: ["leaderboard", "leaderboardBeforeItsTime"],
  getTime: ["time"],
  health: ["health"],
  readiness: ["ready", "degraded"],
  describe: ["description"],
};
