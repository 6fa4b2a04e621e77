import { type ApiOptions, createApi, expectData } from "./api.ts";
import { thisDevice } from "./device.ts";
import { randomKey } from "./random-key.ts";
import { withRetries } from "./retry.ts";
import type { SignedIn, SignInOpenId, SignInWays } from "./types.ts";

/** By a one-time code, which a sign-in link has after `#sign-in=`, or by what an OpenID provider has sent to the page. */
export type SignInOptions = Omit<ApiOptions, "token"> & ({ code: string } | SignInOpenId);

/**
 * Signs a host in. It is repeated for up to a minute while there is no reply: a code whose reply was lost still signs in.
 *
 * @returns the token for `Host`, whose it is, and until when it is valid
 * @throws ApiError `INVALID_TOKEN` if the code was used before, has expired, or is not one of this server;
 *   ConnectionError
 */
export function signIn(options: SignInOptions): Promise<SignedIn> {
  const api = createApi(options);
  const body = "code" in options ? { code: options.code, key: randomKey() } : { openid: options.openid };
  return withRetries(options.device ?? thisDevice(), () => expectData(api.POST("/api/sign-in", { body })));
}

/** How a host can sign in at a server. @throws ApiError, ConnectionError */
export function signInWays(options: Omit<ApiOptions, "token">): Promise<SignInWays> {
  const api = createApi(options);
  return withRetries(options.device ?? thisDevice(), () => expectData(api.GET("/api/sign-in")));
}
