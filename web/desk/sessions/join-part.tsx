import type { HostedSession } from "../../../client/src/types.ts";
import { joinPath } from "../../game/address.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { QrCode } from "../../ui/qr-code.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { ProblemNote } from "../shell/problem-note.tsx";
import { copy } from "./copy.ts";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";

const LOCAL = /^(localhost|127\.|\[::1\])/;

/** How players come in, and the links of the screen and the overlay. */
export function JoinPart({ live, state }: { live: LiveSession; state: HostedSession }) {
  const words = say().join;
  const link = `${location.origin}${joinPath(state.code)}`;
  // Read before the click: only a link that is there opens in a tab of its own everywhere.
  const token = useLoaded(() => live.session.screen(), [live]);
  const overlay = `${location.origin}/overlay/${state.id}?parts=question,bars,top5#${token.value}`;
  return (
    <section class={styles.card} aria-labelledby="join-title">
      <h2 id="join-title" class="visually-hidden">
        {words.title()}
      </h2>
      <div class={styles.join}>
        <QrCode text={link} label={words.qr()} class={styles.qr} />
        <div class={styles.joinText}>
          <p class={styles.quiet}>{words.at()}</p>
          <p class={styles.address}>{location.host}</p>
          <p class={styles.quiet}>{words.code()}</p>
          <p class={styles.code}>{state.code}</p>
        </div>
      </div>
      {state.locked && <p class={styles.warning}>{words.locked()}</p>}
      {LOCAL.test(location.host) && <p class={styles.quiet}>{words.local()}</p>}
      <div class={styles.links}>
        {token.value && (
          <ButtonLink
            look="normal"
            wide
            href={`/screen/${state.id}#${token.value}`}
            target="_blank"
            rel="noopener"
          >
            <DeskIcon name="screen" />
            {words.screen()}
          </ButtonLink>
        )}
        {token.state === "failed" && <ProblemNote error={token.error} retry={token.reload} />}
        <Button look="plain" onClick={() => void copy(link)}>
          {words.copyLink()}
        </Button>
        {token.value && (
          <Button look="plain" title={words.overlayHint()} onClick={() => void copy(overlay)}>
            {words.copyOverlay()}
          </Button>
        )}
      </div>
    </section>
  );
}
