import { useComputed } from "@preact/signals";
import { useServerTime } from "../game/server-time.ts";
import type { ScreenAddress } from "../screen/address.ts";
import type { FollowedSession } from "../screen/followed-session.ts";
import { viewAt } from "../screen/screen-view.ts";
import { say } from "../screen/text.ts";
import { useSession } from "../screen/use-session.ts";
import "../screen/high-contrast.css";
import "./overlay.css";
import styles from "./overlay-page.module.css";
import { Part } from "./part.tsx";
import { PARTS, readParts } from "./parts.ts";

/** Parts of the screen on a transparent ground, for a broadcast. A part takes place only while it has something to show. */
export function OverlayPage({ address }: { address: ScreenAddress }) {
  const session = useSession(address);
  if (session === "refused") return <Note text={say().refused.title()} />;
  return <Followed followed={session} />;
}

function Followed({ followed }: { followed: FollowedSession }) {
  const { state, failure, clock } = followed;
  const { parts, unknown } = readParts(location.search);
  const now = useServerTime(clock);
  const view = useComputed(() => viewAt(state.value, now.value)).value;
  const { session } = state.value;
  const known = PARTS.join(", ");
  return (
    <main class={styles.overlay}>
      {unknown.length > 0 && <Note text={say().overlay.unknown({ parts: unknown.join(", "), known })} />}
      {unknown.length + parts.length === 0 && <Note text={say().overlay.none({ known })} />}
      {failure.value && <Note text={say()[failure.value].title()} />}
      {!failure.value &&
        session &&
        parts.map((name) => (
          <Part
            key={name}
            name={name}
            view={view}
            hasBars={parts.includes("bars")}
            state={state.value}
            session={session}
            now={now}
          />
        ))}
    </main>
  );
}

function Note({ text }: { text: string }) {
  return (
    <p class={styles.note} dir="auto">
      {text}
    </p>
  );
}
