import { MAX_REMOVED_PLAYERS } from "../../../../platform/domain/session.ts";
import * as errors from "../../../../platform/errors.ts";
import { IDEMPOTENCY_KEY } from "../../../../platform/idempotency/idempotency.ts";
import { linkUsed, noProvider } from "../../sign-in/sign-in-errors.ts";
import { RECEIPT } from "./story.ts";

/** Examples of errors that belong to single operations, by their types and names. */

type Examples = Record<string, errors.ApiError>;
type ByType = Partial<Record<errors.ErrorType, Examples>>;

const invalid = (path: string, reason: string) => new errors.ValidationError([{ path, reason }]);
const missing = (path: string, what: string) => invalid(path, `is missing: must be ${what}`);
const wrongState = (message: string, state: string, question?: number) =>
  new errors.WrongState(message, state, question);

const LATER_MS = 1500;
const badKey = new errors.BadRequest(`${IDEMPOTENCY_KEY} must have 1 to 200 printable ASCII characters.`);
const keyReused = invalid(
  IDEMPOTENCY_KEY,
  "was used for another request within the last 24 hours: choose a new one for a new request",
);
const emptyPage = { limitOutOfRange: invalid("limit", "must be a whole number from 1 to 100") };
const unknownFormat = { unknownFormat: invalid("format", "must be json or csv") };
const notOpen = { sessionNotOpen: wrongState("The session is not open.", "lobby") };
const notHostPaced = {
  notHostPaced: wrongState("Only a session with pace host can be moved by its host.", "open"),
};
const notAutoPaced = {
  notAutoPaced: wrongState("Only a session with pace auto can be paused and resumed.", "open"),
};
const otherQuestion = {
  atAnotherQuestion: wrongState("The step is for question 1, but the session is at question 2.", "open", 2),
};
const noQuestion = { noQuestionOpen: wrongState("No question is open.", "open") };
const namesNoNumber = (path: string) => ({
  questionOutOfRange: invalid(path, "must be a whole number from 1 to 1000"),
});
const tooManyRemovals = {
  tooManyRemovals: wrongState(
    `A session takes ${MAX_REMOVED_PLAYERS} removals at most. Restore players, or start another session.`,
    "open",
  ),
};
const noFlag = { notAFlag: invalid("ban", "must be true or false") };
const noReason = { noReason: missing("reason", "a text in quotes") };
const quizErrors = {
  severalFields: new errors.ValidationError([
    { path: "title", reason: "must not be blank" },
    { path: "questions.0.options", reason: "exactly one option must be correct" },
  ]),
};

const ERRORS: Record<string, ByType> = {
  signIn: {
    INVALID_TOKEN: { usedLink: linkUsed() },
    NOT_FOUND: { noProvider: noProvider() },
    VALIDATION_ERROR: { noCode: missing("code", "a text in quotes") },
  },
  getTime: {
    VALIDATION_ERROR: {
      noTime: invalid(
        "after",
        "must be a date and time with a time zone (`Z` or an offset), such as 2026-05-04T18:30:00Z or " +
          "2026-05-04T18:30:00+01:00",
      ),
    },
  },
  createQuiz: { BAD_REQUEST: { badKey }, VALIDATION_ERROR: { ...quizErrors, keyReused } },
  importQuiz: {
    BAD_REQUEST: { badKey },
    VALIDATION_ERROR: {
      nothingToImport: new errors.ValidationError([
        { path: "body", reason: "contains no question that can be imported" },
        { path: "body", reason: "line 9: Question 3: has no correct answer" },
      ]),
      keyReused,
    },
  },
  listQuizzes: { VALIDATION_ERROR: emptyPage },
  replaceQuiz: {
    BAD_REQUEST: { noVersion: new errors.BadRequest('If-Match must be a version, such as "3".') },
    VALIDATION_ERROR: quizErrors,
  },
  exportQuiz: {
    VALIDATION_ERROR: {
      noQuestionFits: invalid("format", "aiken can hold none of the questions of this quiz"),
    },
  },
  createSession: {
    BAD_REQUEST: { badKey },
    FORBIDDEN: { quizOfAnotherHost: new errors.Forbidden() },
    NOT_FOUND: { noQuiz: new errors.NotFound("quiz") },
    VALIDATION_ERROR: { noQuizId: missing("quizId", "a text in quotes"), keyReused },
  },
  listSessions: { VALIDATION_ERROR: emptyPage },
  openSession: { WRONG_STATE: { notInTheLobby: wrongState("The session has left its lobby.", "open") } },
  nextSession: {
    WRONG_STATE: {
      ...otherQuestion,
      lastQuestion: wrongState("This was the last question. End the session.", "open"),
      ...notOpen,
      ...notHostPaced,
    },
    VALIDATION_ERROR: namesNoNumber("after"),
  },
  closeSession: {
    WRONG_STATE: { ...otherQuestion, ...noQuestion, ...notOpen, ...notHostPaced },
    VALIDATION_ERROR: namesNoNumber("question"),
  },
  extendSession: {
    WRONG_STATE: {
      ...otherQuestion,
      ...noQuestion,
      noTimeLimit: wrongState("The open question has no time limit.", "open"),
      ...notOpen,
    },
    VALIDATION_ERROR: {
      openForTooLong: invalid(
        "byMs",
        "must be at most 90000 now: a question may be open for at most 3600000 ms in all",
      ),
    },
  },
  pauseSession: {
    WRONG_STATE: {
      nothingFollows: wrongState("No question follows: there is nothing to pause.", "open"),
      ...notAutoPaced,
      ...notOpen,
    },
  },
  resumeSession: { WRONG_STATE: { ...notAutoPaced, ...notOpen } },
  endSession: { WRONG_STATE: notOpen },
  changeSession: {
    WRONG_STATE: {
      onlyTheTitle: wrongState("The session has ended: only its title can be changed.", "ended"),
      alreadyOpen: wrongState("The session is open: its opening can no longer be changed.", "open"),
    },
    VALIDATION_ERROR: { noField: invalid("", "needs at least one field") },
  },
  deleteSession: { WRONG_STATE: { stillOpen: wrongState("The session is open. End it first.", "open") } },
  listPlayers: { VALIDATION_ERROR: emptyPage },
  removePlayersByNickname: {
    NOT_FOUND: { noSession: new errors.NotFound("session"), noPlayer: new errors.NotFound("player") },
    WRONG_STATE: tooManyRemovals,
    VALIDATION_ERROR: { noNickname: missing("nickname", "a text in quotes") },
  },
  removePlayer: { WRONG_STATE: tooManyRemovals, VALIDATION_ERROR: noFlag },
  voidQuestion: { VALIDATION_ERROR: noReason },
  correctKey: { VALIDATION_ERROR: { noKey: invalid("", "needs either `correct` or `answer`"), ...noReason } },
  report: { VALIDATION_ERROR: { unknownReport: invalid("format", "must be json, csv or xlsx") } },
  responses: { VALIDATION_ERROR: unknownFormat },
  join: {
    NOT_FOUND: { wrongPin: new errors.WrongPin() },
    WRONG_STATE: {
      late: new errors.JoinRefused("late"),
      locked: new errors.JoinRefused("locked", "open"),
      full: new errors.JoinRefused("full"),
    },
    VALIDATION_ERROR: {
      nicknameTooLong: invalid("nickname", "must have at most 32 characters"),
      bothForms: invalid("", "needs either `nickname`, or `playerNo` and `pin`"),
    },
  },
  answer: {
    TRY_AGAIN: { putOff: new errors.PutOff(RECEIPT, LATER_MS) },
    VALIDATION_ERROR: {
      noAnswer: invalid("", "needs exactly one of `choice`, `choices`, `value` and `text`"),
      noSuchOption: invalid("choice", "must be an option's id, 0 to 2"),
      otherReceipt: invalid("receipt", "is not for this player, question and answer"),
    },
  },
  getSessionQuiz: {
    WRONG_STATE: {
      notShownAsAWhole: wrongState("The full quiz is shown only in pace self, from the opening on.", "lobby"),
    },
  },
  getStats: {
    VALIDATION_ERROR: { otherTicket: invalid("ticket", "is not the ticket of this session and question") },
  },
  getLeaderboard: { VALIDATION_ERROR: { tooManyPlaces: emptyPage.limitOutOfRange } },
  streamEvents: {
    VALIDATION_ERROR: {
      briefForHost: invalid("events", "brief is for players and for callers without a token"),
    },
  },
};

/** The errors of an operation with examples of their own. */
export function errorsOfOperation(operation: string): ByType {
  return ERRORS[operation] ?? {};
}
