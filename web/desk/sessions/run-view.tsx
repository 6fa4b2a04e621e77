/** A session while its host leads it. */
export function RunView(_: { id: string }) {
  return <main />;
}
