import { follow, type SessionFollower } from "../../client/src/session-follower.ts";

/** The stats events of one question on an event stream: how many answers they counted, and when they came. */
export class AttemptsWatcher {
  /** `at` in epoch ms, by this machine's clock. */
  readonly updates: { attempts: number; at: number }[] = [];
  readonly #follower: SessionFollower;

  /** @throws ApiError if the server refuses the stream */
  static async open(baseUrl: string, sessionId: string, question: number): Promise<AttemptsWatcher> {
    const watcher = new AttemptsWatcher(follow({ baseUrl, sessionId }), question);
    await watcher.#follower.ready;
    return watcher;
  }

  private constructor(follower: SessionFollower, question: number) {
    this.#follower = follower;
    follower.on("stats", (stats) => {
      if (stats.question === question) this.updates.push({ attempts: stats.attempts, at: Date.now() });
    });
  }

  [Symbol.dispose](): void {
    this.#follower.close();
  }
}
