/** So many rows below the heading are looked at. */
const ROWS = 3;
/** A cell is hardly longer if it is a time or a heading. */
const MAX_LENGTH = 80;

/** The first column of a form's answers, in the languages of Google Forms. */
const TIMESTAMPS = new Set(
  [
    "timestamp",
    "zeitstempel",
    "horodateur",
    "marca temporal",
    "marca de tiempo",
    "marca de temps",
    "carimbo de data/hora",
    "carimbo de hora",
    "informazioni cronologiche",
    "tijdstempel",
    "sygnatura czasowa",
    "tidsstämpel",
    "tidsstempel",
    "tidsmerke",
    "aikaleima",
    "časové razítko",
    "časová pečiatka",
    "időbélyeg",
    "marcaj de timp",
    "zaman damgası",
    "отметка времени",
    "позначка часу",
    "时间戳记",
    "時間戳記",
    "タイムスタンプ",
    "타임스탬프",
    "dấu thời gian",
    "stempel waktu",
    "cap waktu",
  ].map((word) => word.normalize("NFC")),
);

/** Headings that stand together in the answers of Microsoft Forms, Moodle, Canvas and Kahoot. */
const TOGETHER: RegExp[][] = [
  [/^start time$/, /^completion time$/],
  [/^startzeit$/, /^fertigstellungszeit$/],
  [/^heure de début$/, /^heure de fin$/],
  [/^hora de inicio$/, /^hora de finalización$/],
  [/^email( address)?$/, /^(started on|started|time taken|completed)$/],
  [/^e-mail-adresse$/, /^(begonnen am|begonnen|verbrauchte zeit|beendet)$/],
  [/^(sis_id|section_ids?)$/, /^submitted$/],
  [/^rank$/, /^player$/, /^total score/],
];

/** "2026/01/02 10:00:00 AM GMT+1", "2.1.2026 10:00:00": a date and a time. */
const DATE_AND_TIME = /^\d{1,4}([./-])\d{1,2}\1\d{1,4}[ T,]{1,3}\d{1,2}[:.]\d{2}/;

/**
 * Whether a table has the answers of people to a form or a test, not questions: its first column is the time of an
 * answer, or its headings are those of such a table.
 *
 * @param rows the first rows; the first one is the heading
 */
export function isResponseSheet(rows: readonly (readonly string[])[]): boolean {
  const [heading = [], ...data] = rows.map((row) => row.map((cell) => cell.slice(0, MAX_LENGTH).trim()));
  const headings = heading.map((cell) => cell.normalize("NFC").toLowerCase());
  if (TIMESTAMPS.has(headings[0] ?? "")) return true;
  if (TOGETHER.some((patterns) => patterns.every((pattern) => headings.some((cell) => pattern.test(cell))))) {
    return true;
  }
  const looked = data.slice(0, ROWS);
  return looked.length > 0 && heading.length > 1 && looked.every(([first = ""]) => DATE_AND_TIME.test(first));
}
