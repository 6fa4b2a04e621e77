import { joinPath } from "../game/address.ts";
import { QrCode } from "../ui/qr-code.tsx";
import { groupedCode } from "./address.ts";
import { clockText } from "./clock-text.ts";
import { FitBox } from "./fit-box.tsx";
import styles from "./lobby-view.module.css";
import { isJoinOpen, openCode } from "./screen-view.ts";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** From more names on, they have half of the screen. */
const CROWD = 24;

/** Before the first question: how to join, and who is here. */
export function LobbyView({ state, session, now }: ViewProps) {
  const code = openCode(state);
  const link = `${location.origin}${joinPath(code ?? "")}`;
  return (
    <div class={`${styles.lobby} ${state.arrivals.length > CROWD ? styles.crowded : ""}`}>
      <section class={styles.join}>
        {code ? (
          <>
            <div class={styles.how}>
              <h1 class={styles.label}>{say().lobby.join()}</h1>
              <div class={styles.address}>
                <FitBox align="center">
                  <span dir="ltr">{location.host}</span>
                </FitBox>
              </div>
              <div class={styles.codeBox} dir="ltr">
                <FitBox align="center">
                  <p class={styles.code}>
                    <span class="visually-hidden">{say().lobby.code()} </span>
                    <span>{groupedCode(code)}</span>
                  </p>
                </FitBox>
              </div>
            </div>
            <div class={styles.scan}>
              <QrCode text={link} label={link} class={styles.qr} />
              <p>{say().lobby.scan()}</p>
            </div>
          </>
        ) : (
          <div class={styles.how}>
            <h1 class={styles.big} dir="auto">
              {session.title}
            </h1>
            {!isJoinOpen(state) && <p class={styles.label}>{say().lobby.locked()}</p>}
          </div>
        )}
      </section>
      <section class={styles.people}>
        <p class={styles.count}>
          <span>{say().lobby.players({ n: session.players })}</span>
          {session.opensAt && <Starts at={session.opensAt} now={now} />}
        </p>
        <Arrivals state={state} session={session} />
      </section>
    </div>
  );
}

/** The newest stand first: those who have just come look for their names. */
function Arrivals({ state: { arrivals }, session }: Omit<ViewProps, "now">) {
  const newest = [...arrivals].reverse();
  const more = session.players - newest.length;
  if (newest.length === 0) return null;
  return (
    <FitBox min={0.3}>
      {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
      <ul role="list" class={styles.names} aria-label={say().lobby.arrivals()}>
        {newest.map(({ playerNo, nickname }) => (
          <li key={playerNo}>
            <bdi>{nickname}</bdi>
          </li>
        ))}
        {more > 0 && <li class={styles.more}>{say().lobby.more({ n: more })}</li>}
      </ul>
    </FitBox>
  );
}

function Starts({ at, now }: { at: string; now: ViewProps["now"] }) {
  const leftMs = Date.parse(at) - now.value;
  if (leftMs <= 0) return null;
  return <span class={`${styles.starts} figures`}>{say().lobby.starts({ time: clockText(leftMs) })}</span>;
}
