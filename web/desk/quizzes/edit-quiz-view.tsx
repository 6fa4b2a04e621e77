/** A quiz to write: a new one without an id. */
export function EditQuizView(_: { id?: string }) {
  return <main />;
}
