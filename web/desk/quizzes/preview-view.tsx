/** A quiz as players see it. */
export function PreviewView(_: { id: string }) {
  return <main />;
}
