import { createApi, expectData } from "../../../client/src/api.ts";
import { isApiError, mayRetry } from "../../../client/src/errors.ts";
import type { AnswerFields } from "../../../client/src/types.ts";

/** What is kept of a bot, so that a desk that is loaded again finds it. */
export interface BotIdentity {
  playerNo: number;
  token: string;
}

/** How often a call is repeated, and how long it waits before, in ms. */
const ATTEMPTS = 4;
const WAIT_MS = 800;

/** Lets a bot join. It keeps no event stream. @param key the same key again is the same player */
export async function joinBot(code: string, nickname: string, key: string): Promise<BotIdentity> {
  const api = createApi({ baseUrl: "" });
  const { playerNo, token } = await repeated(() =>
    expectData(api.POST("/api/join", { body: { code, nickname, key } })),
  );
  return { playerNo, token };
}

/**
 * Sends a bot's answer.
 *
 * @returns false if the bot is in no more: the host has removed it, or the session is gone
 */
export async function sendBotAnswer(
  sessionId: string,
  { token }: BotIdentity,
  question: number,
  fields: AnswerFields,
): Promise<boolean> {
  const api = createApi({ baseUrl: "", token });
  const params = { path: { id: sessionId } };
  let receipt: string | undefined;
  try {
    await repeated(async () => {
      const body = { question, ...fields, ...(receipt ? { receipt } : {}) };
      try {
        return await expectData(api.POST("/api/sessions/{id}/answers", { params, body }));
      } catch (error) {
        if (isApiError(error, "TRY_AGAIN"))
          receipt = (error.data as { receipt?: string })?.receipt ?? receipt;
        throw error;
      }
    });
    return true;
  } catch (error) {
    // Too late, or answered already: a bot does not mind.
    return !isApiError(error, "INVALID_TOKEN", "BANNED", "NOT_FOUND", "SESSION_ENDED");
  }
}

async function repeated<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!mayRetry(error) || attempt === ATTEMPTS) throw error;
      const asked = isApiError(error) ? (error.retryAfterMs ?? 0) : 0;
      await new Promise((resolve) => setTimeout(resolve, Math.max(WAIT_MS * attempt, asked)));
    }
  }
}
