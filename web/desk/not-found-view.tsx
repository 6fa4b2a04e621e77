/** An address that the desk does not have. */
export function NotFoundView() {
  return <main />;
}
