import { type Api, type ApiOptions, createApi, expectData, type Reply } from "./api.ts";
import { type Device, thisDevice } from "./device.ts";
import { isApiError } from "./errors.ts";
import { randomKey } from "./random-key.ts";
import { withRetries } from "./retry.ts";

export interface HostOptions extends ApiOptions {
  /** The host's token. */
  token: string;
}

/** For quizzes, files and reports, in ms: megabytes over a slow line, and reports of many answers. */
const LARGE_TIMEOUT_MS = 120_000;

/** What all calls of a host share. */
export class HostCalls {
  readonly options: HostOptions;
  readonly device: Device;
  readonly api: Api;
  /** For large bodies. */
  readonly largeApi: Api;

  constructor(options: HostOptions) {
    this.options = options;
    this.device = options.device ?? thisDevice();
    this.api = createApi(options);
    this.largeApi = this.within(LARGE_TIMEOUT_MS);
  }

  /** The API for calls that may take longer than others. @param timeoutMs at least what the options name */
  within(timeoutMs: number): Api {
    return createApi({ ...this.options, timeoutMs: Math.max(this.options.timeoutMs ?? 0, timeoutMs) });
  }

  /** A call that may be sent again. @throws ApiError, ConnectionError */
  retried<T>(send: () => Reply<T>): Promise<T> {
    return withRetries(this.device, () => expectData(send()));
  }

  /** A creation with a key of its own: sent again, it creates nothing twice. @throws ApiError, ConnectionError */
  created<T>(send: (header: { "Idempotency-Key": string }) => Reply<T>): Promise<T> {
    const header = { "Idempotency-Key": randomKey() };
    return this.retried(() => send(header));
  }

  /** A deletion. What is gone when it is sent again was deleted the first time. @throws ApiError, ConnectionError */
  async deleted(send: () => Reply<unknown>): Promise<void> {
    await withRetries(this.device, async (failures) => {
      try {
        await expectData(send());
      } catch (error) {
        if (failures.length === 0 || !isApiError(error, "NOT_FOUND")) throw error;
      }
    });
  }
}
