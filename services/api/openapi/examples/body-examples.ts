import { IMPORT_EXAMPLES } from "./file-examples.ts";
import * as story from "./story.ts";

/** Examples of the bodies that clients send, by their names under `components.examples`. */

const { quizDraft, CODE, PIN, RECEIPT, at } = story;

const BODIES = {
  signInByLink: { code: story.SIGN_IN_CODE, key: "5f0d3c1e9b7a42c8" },
  signInByOpenId: {
    openid: {
      code: "SplxlOBeZQQYbYS6WxSbIA",
      verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      redirectUri: "https://quiz.example.org/desk/signed-in",
    },
  },
  quizDraft,
  correctedDraft: { ...quizDraft, title: "Capitals and more" },
  hostPace: { quizId: story.QUIZ_ID, pace: "host" },
  selfPace: {
    quizId: story.QUIZ_ID,
    pace: "self",
    title: "Homework until Friday",
    opensAt: at("08:00:00.000"),
    closesAt: "2026-03-20T18:00:00.000Z",
    feedback: "immediate",
  },
  autoPace: {
    quizId: story.QUIZ_ID,
    pace: "auto",
    opensAt: at("18:05:00.000"),
    gapMs: 8000,
    expectedPlayers: 2000,
  },
  afterQuestion: { after: 1 },
  thisQuestion: { question: 1 },
  tenSeconds: { byMs: 10_000, question: 1 },
  lockTheSession: { locked: true },
  reasonToVoid: { reason: "Two answers were right." },
  otherOptions: { correct: [1, 2], reason: "Melbourne was the seat of the government until 1927." },
  otherNumber: { answer: { value: 27, tolerance: 1 }, reason: "The question names no year." },
  joinAsBo: { code: CODE, nickname: "Bo", key: "b4f1c0de-2a9e-4d57-8a53-0c6e5a7d9f10" },
  comeBack: { code: CODE, playerNo: 2, pin: PIN },
  choose: { question: 1, choice: 1 },
  typeANumber: { question: 2, value: 27 },
  chooseSeveral: { question: 1, choices: [0, 2] },
  typeAText: { question: 2, text: "Canberra" },
  withAReceipt: { question: 1, choice: 1, receipt: RECEIPT },
} satisfies Record<string, object>;

/** All examples of bodies, with those of files. */
export const BODY_EXAMPLES: Record<string, unknown> = Object.assign(
  { ...BODIES },
  ...Object.values(IMPORT_EXAMPLES),
);

/** The examples of each operation's body, if it is JSON. */
export const BODIES_OF: Record<string, readonly (keyof typeof BODIES)[]> = {
  signIn: ["signInByLink", "signInByOpenId"],
  createQuiz: ["quizDraft"],
  replaceQuiz: ["correctedDraft"],
  createSession: ["hostPace", "selfPace", "autoPace"],
  nextSession: ["afterQuestion"],
  closeSession: ["thisQuestion"],
  extendSession: ["tenSeconds"],
  changeSession: ["lockTheSession"],
  voidQuestion: ["reasonToVoid"],
  correctKey: ["otherOptions", "otherNumber"],
  join: ["joinAsBo", "comeBack"],
  answer: ["choose", "typeANumber", "chooseSeveral", "typeAText", "withAReceipt"],
};
