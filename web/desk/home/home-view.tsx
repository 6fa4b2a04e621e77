/** What a host finds first: the quizzes and the sessions. */
export function HomeView() {
  return <main />;
}
