import { useState } from "preact/hooks";
import type { HostFile } from "../../../client/src/host.ts";
import type { HostedSession, Report } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { notify } from "../shell/notices.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./report.module.css";
import { saveFile } from "./save-file.ts";
import { say } from "./text.ts";

/** The most players of which the server writes a workbook. */
const MAX_XLSX = 100_000;

type Format = "xlsx" | "csv" | "responses" | "json";

/** The report as files, and on paper. @param report undefined if it was not loaded */
export function DownloadsPart({ session, report }: { session: HostedSession; report: Report | undefined }) {
  const words = say().downloads;
  const [busy, setBusy] = useState<Format | undefined>(undefined);
  const [problem, setProblem] = useState<unknown>(undefined);
  const isTooMany = session.players > MAX_XLSX;
  const save = async (format: Format) => {
    if (busy) return;
    setBusy(format);
    setProblem(undefined);
    try {
      const file = await read(format, session.id, report);
      saveFile(file);
      notify(words.done({ file: file.fileName }));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  const item = (format: Format, label: string, hint: string, isOff = false) => (
    <li>
      <Button disabled={isOff || busy !== undefined} wide onClick={() => void save(format)}>
        <DeskIcon name="download" />
        {busy === format ? words.busy() : label}
      </Button>
      <p class={styles.quiet}>{hint}</p>
    </li>
  );
  return (
    <section aria-labelledby="downloads-title" class={`${styles.section} ${styles.screenOnly}`}>
      <h2 id="downloads-title">{words.title()}</h2>
      <p class={styles.quiet}>{words.text()}</p>
      {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
      <ul role="list" class={styles.downloads}>
        {item("xlsx", words.xlsx(), isTooMany ? words.xlsxMax() : words.xlsxHint(), isTooMany)}
        {item("csv", words.csv(), words.csvHint())}
        {item("responses", words.responses(), words.responsesHint())}
        {item("json", words.json(), words.jsonHint())}
      </ul>
      {problem !== undefined && <ProblemNote error={problem} />}
      {report && (
        <div>
          <Button look="quiet" onClick={() => window.print()}>
            {words.print()}
          </Button>
        </div>
      )}
    </section>
  );
}

async function read(format: Format, id: string, known: Report | undefined): Promise<HostFile> {
  const session = theHost().session(id);
  if (format === "responses") return session.responsesFile();
  if (format !== "json") return session.reportFile(format);
  const report = known ?? (await session.report());
  const bytes = new TextEncoder().encode(JSON.stringify(report, null, 2));
  return { bytes, fileName: `report-${id}.json` };
}
