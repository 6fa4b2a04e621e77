import type { components, paths } from "./api-types.ts";

/** The API's types by short names, from its OpenAPI description. */

export type { components, paths };

type Schemas = components["schemas"];

export type Quiz = Schemas["Quiz"];
export type QuizDraft = Schemas["QuizDraft"];
export type QuestionDraft = Schemas["QuestionDraft"];
export type QuizPage = Schemas["QuizPage"];
export type Imported = Schemas["Imported"];
export type Session = Schemas["Session"];
export type HostedSession = Schemas["HostedSession"];
export type SessionDraft = Schemas["SessionDraft"];
export type SessionChanges = Schemas["SessionChanges"];
export type SessionPage = Schemas["SessionPage"];
export type PlayerQuestion = Schemas["PlayerQuestion"];
export type ShownQuestion = Schemas["ShownQuestion"];
export type PlayerQuiz = Schemas["PlayerQuiz"];
export type Joined = Schemas["Joined"];
/** What was answered: one of `choice`, `choices`, `value` and `text`. */
export type AnswerFields = Schemas["AnswerFields"];
export type Verdict = Schemas["Verdict"];
export type OwnAnswer = Schemas["OwnAnswers"][number];
export type PlayerRank = Schemas["PlayerRank"];
export type QuestionStats = Schemas["QuestionStats"];
export type Leaderboard = Schemas["Leaderboard"];
export type RosterItem = Schemas["RosterItem"];
export type RosterPage = Schemas["RosterPage"];
export type Report = Schemas["Report"];
export type Responses = Schemas["Responses"];
export type Audit = Schemas["Audit"];
export type SignInWays = Schemas["SignInWays"];
export type SignedIn = Schemas["SignedIn"];
export type SignInOpenId = Schemas["SignInOpenId"];
export type KeyCorrection = Schemas["KeyCorrection"];

/** The payload of each event of a session's stream, by its name. */
export interface StreamPayloads {
  state: Session | HostedSession;
  question: Schemas["QuestionEvent"];
  closed: Schemas["ClosedEvent"];
  corrected: Schemas["CorrectedEvent"];
  stats: Schemas["StatsEvent"];
  leaderboard: Schemas["LeaderboardEvent"];
  joined: Schemas["JoinedEvent"];
  removed: Schemas["RemovedEvent"];
  ended: Session | HostedSession;
}
export type StreamEventName = keyof StreamPayloads;

/** One event of a session's stream, with its parsed payload. */
export type StreamEvent = {
  [Name in StreamEventName]: { event: Name; id: string; data: StreamPayloads[Name] };
}[StreamEventName];

/** Every error that the API sends, told apart by `type`. */
export type ErrorBody = {
  [Name in keyof Schemas]: Name extends `${string}Error` ? Schemas[Name] : never;
}[keyof Schemas];
export type ErrorType = ErrorBody["type"];
