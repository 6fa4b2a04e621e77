import { useState } from "preact/hooks";
import { signInWays } from "../../../client/src/host.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { useLoaded } from "../shell/loaded.ts";
import type { SignedIn } from "../signed-in.ts";
import { say } from "../text.ts";
import { beginOpenId, isOpenIdPossible } from "./openid.ts";
import { type SignInProblem, signInTyped } from "./sign-in-calls.ts";
import styles from "./sign-in-form.module.css";

interface SignInFormProps {
  /** Why the link, or the provider's reply, with which somebody has come did not sign in. */
  problem: SignInProblem | undefined;
  onSignedIn: (who: SignedIn) => void;
}

/** The ways to sign in by hand, and where a link comes from. */
export function SignInForm({ problem: first, onSignedIn }: SignInFormProps) {
  const words = say().signIn;
  const [problem, setProblem] = useState(first);
  const [isBusy, setBusy] = useState(false);
  const [text, setText] = useState("");
  const ways = useLoaded(() => signInWays({ baseUrl: "" }), []);
  const openid = ways.value?.openid;
  const submit = async () => {
    if (isBusy) return;
    setBusy(true);
    const result = await signInTyped(text);
    setBusy(false);
    if (typeof result !== "string") onSignedIn(result);
    else setProblem(result);
  };
  return (
    <>
      {openid !== undefined && <OpenIdButton authorizationUrl={openid?.authorizationUrl} />}
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          large
          label={words.pasted()}
          error={problem && words.error[problem]()}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setProblem(undefined);
          }}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          dir="ltr"
        />
        <Button type="submit" look={openid ? "quiet" : "primary"} large wide disabled={isBusy}>
          {isBusy ? words.busy() : words.button()}
        </Button>
      </form>
      <section class={styles.help} aria-labelledby="where">
        <h2 id="where" class={styles.question}>
          {words.where()}
        </h2>
        <p>{words.printed()}</p>
        <code class={styles.command}>npm run -s sign-in-link -- {words.name()}</code>
        <p>{words.once()}</p>
      </section>
      <p class={styles.play}>
        {words.play()} <a href="/">{words.join()}</a>
      </p>
    </>
  );
}

function OpenIdButton({ authorizationUrl }: { authorizationUrl: string | undefined }) {
  const words = say().signIn;
  const isPossible = isOpenIdPossible();
  return (
    <div class={styles.openid}>
      {authorizationUrl && isPossible ? (
        <Button look="primary" large wide onClick={() => void beginOpenId(authorizationUrl)}>
          {words.openid()}
        </Button>
      ) : (
        <p class={styles.away}>{isPossible ? words.openidAway() : words.openidInsecure()}</p>
      )}
      <p class={styles.or}>{words.or()}</p>
    </div>
  );
}
