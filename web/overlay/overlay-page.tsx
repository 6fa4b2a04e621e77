/** Parts of the screen on a transparent ground, for a broadcast. */
export function OverlayPage() {
  return <main />;
}
