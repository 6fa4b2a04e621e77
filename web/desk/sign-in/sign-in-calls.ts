import { createApi, expectData } from "../../../client/src/api.ts";
import { signIn as callSignIn, isApiError, type SignedIn as Reply } from "../../../client/src/host.ts";
import { problemOf } from "../shell/problem.ts";
import type { SignedIn } from "../signed-in.ts";
import type { Arrival } from "./arrival.ts";
import { readTyped } from "./typed.ts";

/** Why somebody is not signed in; the words are in the catalog. */
export type SignInProblem =
  | "empty"
  | "unreadable"
  | "link"
  | "token"
  | "notHost"
  | "openid"
  | "otherTab"
  | "offline"
  | "tooMany"
  | "later";

/** Signs in with what was pasted. A token is kept only if the server accepts it. */
export async function signInTyped(text: string): Promise<SignedIn | SignInProblem> {
  const typed = readTyped(text);
  switch (typed.kind) {
    case "code":
      return signInArrived({ code: typed.code });
    case "token":
      return checked(typed);
    default:
      return typed.kind;
  }
}

/** Signs in with what the address had. */
export async function signInArrived(arrival: Arrival): Promise<SignedIn | SignInProblem> {
  if ("code" in arrival) return called(() => callSignIn({ baseUrl: "", code: arrival.code }), "link");
  const { body, problem } = arrival.openid;
  return body ? called(() => callSignIn({ baseUrl: "", ...body }), "openid") : problem;
}

async function called(call: () => Promise<Reply>, refused: SignInProblem) {
  try {
    const { token, name, expiresAt } = await call();
    return { token, name, expiresAt: Date.parse(expiresAt) };
  } catch (error) {
    return problemIn(error, refused);
  }
}

async function checked({ token, name, expiresAt }: SignedIn): Promise<SignedIn | SignInProblem> {
  try {
    const api = createApi({ baseUrl: "", token });
    await expectData(api.GET("/api/quizzes", { params: { query: { limit: 1 } } }));
    return { token, name, expiresAt };
  } catch (error) {
    return isApiError(error, "FORBIDDEN") ? "notHost" : problemIn(error, "token");
  }
}

function problemIn(error: unknown, refused: SignInProblem): SignInProblem {
  const { kind } = problemOf(error);
  return kind === "offline" || kind === "tooMany" || kind === "later" ? kind : refused;
}
