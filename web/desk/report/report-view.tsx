/** The report of a session. */
export function ReportView(_: { id: string }) {
  return <main />;
}
