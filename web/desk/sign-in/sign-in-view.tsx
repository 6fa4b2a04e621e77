/** How a host signs in. */
export function SignInView() {
  return <main />;
}
