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

export function signIn(who: SignedIn): void {
  localStorage.setItem(KEY, JSON.stringify(who));
  signedIn.value = who;
}

export function signOut(): void {
  localStorage.removeItem(KEY);
  signedIn.value = undefined;
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
