/** A player's half: the entry `@stampede/client/player`. */

export type { JoinOptions, ReturnOptions } from "./entry.ts";
export { ApiError, ConnectionError, isApiError } from "./errors.ts";
export type { Connection } from "./event-stream.ts";
export { joinSession, type ResumeOptions, resumeSession, returnToSession } from "./join.ts";
export { AnswerStands, type AnswerState, PlayerAnswer } from "./player-answer.ts";
export type { PlayerStorage } from "./player-store.ts";
export { Player, type PlayerEvents } from "./playing.ts";
export type * from "./types.ts";
