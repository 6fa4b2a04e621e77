import { computed, signal } from "@preact/signals";
import { Host } from "../../client/src/host.ts";

/** A host who is signed in at this browser. */
export interface SignedIn {
  /** The host's name: the token's `sub`. */
  name: string;
  token: string;
  /** Epoch ms. */
  expiresAt: number;
}

const KEY = "stampede.host";

/** Who is signed in; undefined if nobody is. */
export const signedIn = signal<SignedIn | undefined>(read());

// Another tab has signed in or out. A key of null: everything was removed.
window.addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) signedIn.value = read();
});

/** The API as the host who is signed in. */
export const host = computed(() =>
  signedIn.value ? new Host({ baseUrl: "", token: signedIn.value.token }) : undefined,
);

/** Keeps who has signed in. Where the browser allows no storage, until the page is loaded again. */
export function signIn(who: SignedIn): void {
  signedIn.value = who;
  try {
    localStorage.setItem(KEY, JSON.stringify(who));
  } catch {
    // A link signs in once: it is better to be in for now than not at all.
  }
}

export function signOut(): void {
  signedIn.value = undefined;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was nothing.
  }
}

/** The API as the host. @throws Error if nobody is signed in: only views that need a sign-in may call it */
export function theHost(): Host {
  if (!host.value) throw new Error("Nobody is signed in.");
  return host.value;
}

function read(): SignedIn | undefined {
  try {
    const who = JSON.parse(localStorage.getItem(KEY) ?? "null") as SignedIn | null;
    return who && who.expiresAt > Date.now() ? who : undefined;
  } catch {
    return undefined;
  }
}
