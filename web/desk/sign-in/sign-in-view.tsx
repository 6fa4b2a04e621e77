import { useEffect, useState } from "preact/hooks";
import { Logo } from "../../ui/logo.tsx";
import { useHeadingFocus } from "../shell/heading-focus.ts";
import { Loading } from "../shell/loaded-view.tsx";
import { notify } from "../shell/notices.tsx";
import { type SignedIn, signedIn, signIn } from "../signed-in.ts";
import { say } from "../text.ts";
import { arrived } from "./arrival.ts";
import { type SignInProblem, signInArrived } from "./sign-in-calls.ts";
import { SignInForm } from "./sign-in-form.tsx";
import styles from "./sign-in-view.module.css";

/** How a host signs in: the first that a newcomer sees. Afterwards the view of the same address is shown. */
export function SignInView() {
  const words = say().signIn;
  const heading = useHeadingFocus();
  const [problem, setProblem] = useState<SignInProblem | undefined>();
  const arrival = arrived.value;
  useEffect(() => {
    document.title = words.tab();
    if (!arrival) return;
    let isLeft = false;
    void signInArrived(arrival).then((result) => {
      if (isLeft) return;
      arrived.value = undefined;
      if (typeof result !== "string") signIn(result);
      else if (signedIn.value) notify(words.stillIn({ name: signedIn.value.name }));
      else setProblem(result);
    });
    return () => {
      isLeft = true;
    };
  }, [arrival]);
  return (
    <div class={styles.page}>
      <header class={styles.hero}>
        <p class={styles.brand}>
          <Logo />
          Stampede
        </p>
        <div>
          <p class={styles.claim}>{words.claim()}</p>
          <p class={styles.intro}>{words.intro()}</p>
        </div>
        <span class={styles.marks}>
          <Logo />
        </span>
      </header>
      <main class={styles.main}>
        <div class={styles.card}>
          <div>
            <h1 ref={heading} tabIndex={-1} class={styles.title}>
              {words.title()}
            </h1>
            <p class={styles.lead}>{words.lead()}</p>
          </div>
          {arrival ? <Loading text={words.busy()} /> : <SignInForm problem={problem} onSignedIn={keep} />}
        </div>
      </main>
    </div>
  );
}

const keep = (who: SignedIn) => signIn(who);
