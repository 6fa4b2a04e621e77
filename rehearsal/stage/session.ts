import { isApiError } from "../../client/src/errors.ts";
import type { Host } from "../../client/src/host.ts";
import type { HostSession } from "../../client/src/host-session.ts";
import type { Quiz } from "../../client/src/types.ts";
import { readJoinCode } from "../../platform/domain/text/join-code.ts";
import { type Options, UsageError } from "../options.ts";
import { answersByKey, type KnownAnswers } from "../people/answer-choice.ts";
import { rehearsalQuiz } from "./rehearsal-quiz.ts";

/** A session whose host's token we have. */
export interface HostedStage {
  session: HostSession;
  code: string;
  questions: number;
  /** Right and wrong answers by the question's number. */
  answers: Record<number, KnownAnswers>;
  /** Deletes what was made for the rehearsal. @throws ApiError, ConnectionError */
  remove(): Promise<void>;
}

/** Sessions of the host that are looked through for a join code. */
const MAX_LOOKED_AT = 2000;

/**
 * Makes a session for the rehearsal, with a quiz of its own unless one is named.
 *
 * @throws UsageError if the quiz is not there or so many players are not allowed; ApiError, ConnectionError
 */
export async function makeSession(host: Host, options: Options): Promise<HostedStage> {
  const quiz = await quizFor(host, options);
  const isOwnQuiz = options.quiz === undefined;
  try {
    const session = await host.createSession({
      quizId: quiz.id,
      title: `Rehearsal of ${options.players} players`,
      pace: options.pace,
      expectedPlayers: options.players,
      gapMs: options.gapSeconds * 1000,
    });
    return {
      session,
      code: session.state!.code,
      questions: quiz.questions.length,
      answers: answersOf(quiz),
      async remove() {
        if (options.keep) return;
        // A session that is open cannot be deleted. To end one that has ended changes nothing.
        await session.end();
        await session.delete();
        if (isOwnQuiz) await host.deleteQuiz(quiz.id);
      },
    };
  } catch (error) {
    if (isOwnQuiz) await host.deleteQuiz(quiz.id).catch(() => {});
    if (isApiError(error, "VALIDATION_ERROR") && error.data.some(({ path }) => path === "expectedPlayers"))
      throw new UsageError(
        `The server does not allow this host a session of ${options.players.toLocaleString("en")} players. An operator can: STAMPEDE_EXPECTED_PLAYERS_MAX, or in the REPL: allow <host> expected-players ${options.players}.`,
      );
    throw error;
  }
}

async function quizFor(host: Host, { quiz, questions, seconds }: Options): Promise<Quiz> {
  if (quiz === undefined) return host.createQuiz(rehearsalQuiz(questions, seconds));
  try {
    return await host.getQuiz(quiz);
  } catch (error) {
    if (isApiError(error, "NOT_FOUND", "FORBIDDEN"))
      throw new UsageError(`The host of this token has no quiz "${quiz}".`);
    throw error;
  }
}

/**
 * The session with a join code, if it belongs to the host.
 *
 * @returns undefined if the host has none with this code
 */
export async function findSession(host: Host, code: string): Promise<HostedStage | undefined> {
  const wanted = readJoinCode(code);
  let looked = 0;
  for await (const state of host.allSessions()) {
    if (looked++ >= MAX_LOOKED_AT) return undefined;
    if (state.state === "ended" || state.code !== wanted) continue;
    const quiz = await host.getQuiz(state.quizId).catch(() => undefined);
    // The session plays the version that it was made of; a newer one may have other questions.
    const isSame = quiz?.version === state.version;
    return {
      session: host.session(state),
      code,
      questions: state.questions,
      answers: quiz && isSame ? answersOf(quiz) : {},
      remove: async () => {},
    };
  }
  return undefined;
}

function answersOf({ questions }: Quiz): Record<number, KnownAnswers> {
  return Object.fromEntries(questions.map((question, index) => [index + 1, answersByKey(question)]));
}
