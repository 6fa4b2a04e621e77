/** The settings of a session that is to be started. */
export function NewSessionView(_: { quizId: string }) {
  return <main />;
}
