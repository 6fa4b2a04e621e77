import { useEffect, useState } from "preact/hooks";
import type { HostedSession, Report } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { AnswersPart } from "./answers-part.tsx";
import { DownloadsPart } from "./downloads-part.tsx";
import { clockTime, dateTime } from "./formats.ts";
import { HistoryPart } from "./history-part.tsx";
import { type LoadedReport, loadReport } from "./load-report.ts";
import { PlotPart } from "./plot-part.tsx";
import { QuestionsPart } from "./questions-part.tsx";
import styles from "./report.module.css";
import { ScoresPart } from "./scores-part.tsx";
import { SummaryPart } from "./summary-part.tsx";
import { TablePart } from "./table-part.tsx";
import { say } from "./text.ts";

/** How often the report of a running session is read again, in ms, up to this number of players. */
const RENEW_MS = 15_000;
const RENEWED_PLAYERS = 2000;

/** The report of a session. */
export function ReportView({ id }: { id: string }) {
  const [evenLong, setEvenLong] = useState(false);
  const loaded = useLoaded(() => loadReport(id, evenLong), [id, evenLong]);
  const session = loaded.value?.session;
  const isRenewed = session !== undefined && session.state !== "ended" && session.players <= RENEWED_PLAYERS;
  useEffect(() => {
    if (!isRenewed) return;
    const timer = setInterval(() => document.visibilityState === "visible" && loaded.reload(), RENEW_MS);
    return () => clearInterval(timer);
  }, [isRenewed, loaded.reload]);
  return (
    <DeskView
      title={session ? say().tab({ title: session.title }) : say().title()}
      back={{ href: `/desk/sessions/${id}`, label: say().back() }}
      lead={session && <Lead session={session} />}
    >
      <LoadedView of={loaded}>
        {(value) => (
          <div class={styles.report}>
            {value.session.state !== "ended" && (
              <Running value={value} isRenewed={isRenewed} reload={loaded.reload} />
            )}
            {value.report ? (
              <Parts value={value} report={value.report} />
            ) : (
              <section class={styles.note} aria-labelledby="long-title">
                <h2 id="long-title">{say().large.title({ n: value.session.players })}</h2>
                <p>{say().large.text()}</p>
                <div>
                  <Button look="primary" onClick={() => setEvenLong(true)}>
                    {say().large.load()}
                  </Button>
                </div>
              </section>
            )}
            <DownloadsPart session={value.session} report={value.report} />
          </div>
        )}
      </LoadedView>
    </DeskView>
  );
}

function Parts({ value: { session, questions }, report }: { value: LoadedReport; report: Report }) {
  const [player, setPlayer] = useState<{ text: string } | undefined>(undefined);
  if (report.players === 0)
    return (
      <section class={styles.note} aria-labelledby="empty-title">
        <h2 id="empty-title">{say().empty.title()}</h2>
        <p>{say().empty.text()}</p>
      </section>
    );
  const isFinal = session.state === "ended";
  return (
    <>
      <SummaryPart report={report} />
      <ScoresPart report={report} />
      <PlotPart report={report} />
      <QuestionsPart report={report} questions={questions} />
      <HistoryPart report={report} questions={questions} />
      <TablePart report={report} isFinal={isFinal} onPlayer={(no) => setPlayer({ text: `#${no}` })} />
      <AnswersPart id={session.id} report={report} questions={questions} wanted={player} />
    </>
  );
}

function Lead({ session: { pace, openedAt, endedAt } }: { session: HostedSession }) {
  const isSameDay = openedAt && endedAt && openedAt.slice(0, 10) === endedAt.slice(0, 10);
  const to = isSameDay ? clockTime(endedAt) : dateTime(endedAt);
  return (
    <p>
      {openedAt && `${endedAt ? say().when({ from: dateTime(openedAt), to }) : dateTime(openedAt)} · `}
      {say().pace[pace]()}
    </p>
  );
}

function Running({
  value,
  isRenewed,
  reload,
}: {
  value: LoadedReport;
  isRenewed: boolean;
  reload: () => void;
}) {
  const words = say().running;
  return (
    <section class={styles.running} aria-labelledby="running-title">
      <h2 id="running-title">{words.title()}</h2>
      <p>
        {isRenewed ? words.text() : words.large()}{" "}
        {value.report && words.asOf({ time: clockTime(value.report.asOf) })}
      </p>
      <Button onClick={reload}>{words.refresh()}</Button>
    </section>
  );
}
