import { createApi, expectData } from "../../client/src/api.ts";
import { thisDevice } from "../../client/src/device.ts";
import { withRetries } from "../../client/src/retry.ts";
import type { QuestionStats } from "../../client/src/types.ts";

/** How many questions are asked for at a time. */
const AT_ONCE = 4;

/**
 * Reads the stats of all questions, as players see them. In pace self a stream that opens tells only those that change
 * from then on.
 *
 * @param onStats called with each, in any order
 * @throws ApiError, ConnectionError
 */
export async function loadAttempts(
  { sessionId, questions, token }: { sessionId: string; questions: number; token: string | undefined },
  onStats: (stats: QuestionStats) => void,
): Promise<void> {
  const device = thisDevice();
  const api = createApi({ baseUrl: "", device, ...(token ? { token } : {}) });
  let next = 1;
  const work = async () => {
    while (next <= questions) {
      const path = { id: sessionId, no: next++ };
      const read = () => expectData(api.GET("/api/sessions/{id}/questions/{no}/stats", { params: { path } }));
      onStats((await withRetries(device, read)) as QuestionStats);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
