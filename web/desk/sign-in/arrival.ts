import { signal } from "@preact/signals";
import { type OpenIdReply, REDIRECT_PATH, takeOpenIdReply } from "./openid.ts";

/** With what somebody has come to the page: the code of a sign-in link, or the reply of an OpenID provider. */
export type Arrival = { code: string } | { openid: OpenIdReply };

/** What is still to be used. Its secret has left the address already. */
export const arrived = signal<Arrival | undefined>(take());

// A link that is opened in a tab that has the desk already.
window.addEventListener("hashchange", () => {
  arrived.value = take() ?? arrived.value;
});

function take(): Arrival | undefined {
  const { hash, pathname, search } = location;
  if (hash.startsWith("#sign-in=")) {
    history.replaceState(history.state, "", pathname + search);
    return { code: hash.slice("#sign-in=".length) };
  }
  if (pathname !== REDIRECT_PATH) return undefined;
  const openid = takeOpenIdReply(search);
  history.replaceState(history.state, "", openid.back);
  return { openid };
}
