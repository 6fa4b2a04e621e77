import { backoffMs } from "./backoff.ts";
import { ApiError } from "./errors.ts";
import { type FollowOptions, SessionStream } from "./session-stream.ts";
import type { Joined, Session } from "./types.ts";

/** What a player's stream needs of its player. */
interface PlayerStreamOptions
  extends Pick<Required<FollowOptions>, "baseUrl" | "clock" | "wake" | "listeners"> {
  device: NonNullable<FollowOptions["device"]>;
  /** With the newest token. */
  joined(): Joined;
  /** Gets another token. @returns false if there is none. @throws ApiError, ConnectionError if a retry may help */
  renewToken(refusal: ApiError): Promise<boolean>;
  onEnded(state: Session): void;
  /** The player is no part of the session any more. */
  onRefused(error: ApiError): void;
}

/** The stream of one player. When its token is refused, a new follower goes on with another token. */
export class PlayerStream {
  follower!: SessionStream;
  readonly #options: PlayerStreamOptions;
  #isRemoved = false;
  #isClosed = false;
  #cancelRetry = () => {};

  constructor(options: PlayerStreamOptions) {
    this.#options = options;
    options.listeners.on("removed", () => {
      this.#isRemoved = true;
    });
    this.#follow();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.follower.close();
  }

  #follow(isRenewed = false): void {
    const { joined, onEnded, ...options } = this.#options;
    const { sessionId, token } = joined();
    this.follower = new SessionStream({
      ...options,
      sessionId,
      token,
      isKnown: true,
      isBrief: true,
    }).start();
    this.follower.ended.then(onEnded, (error) => this.#refused(error, isRenewed));
  }

  /** The stream was refused for good, or closed. */
  async #refused(error: unknown, isRenewed: boolean): Promise<void> {
    const { device, renewToken, onRefused } = this.#options;
    if (!(error instanceof ApiError) || this.#isClosed) return;
    if (error.type !== "INVALID_TOKEN" || this.#isRemoved || isRenewed) return onRefused(error);
    try {
      if ((await renewToken(error)) && !this.#isClosed) this.#follow(true);
    } catch (failure) {
      if (this.#isClosed) return;
      this.#cancelRetry = device.later(() => this.#refused(error, isRenewed), backoffMs(9, failure, device));
    }
  }
}
