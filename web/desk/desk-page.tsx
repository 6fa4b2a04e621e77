import { useEffect } from "preact/hooks";
import { Route, Switch } from "wouter-preact";
import { Announcer } from "../ui/announcer.tsx";
import { HomeView } from "./home/home-view.tsx";
import { NotFoundView } from "./not-found-view.tsx";
import { EditQuizView } from "./quizzes/edit-quiz-view.tsx";
import { PreviewView } from "./quizzes/preview-view.tsx";
import { ReportView } from "./report/report-view.tsx";
import { NewSessionView } from "./sessions/new-session-view.tsx";
import { RunView } from "./sessions/run-view.tsx";
import { followLinks } from "./shell/follow-links.ts";
import { Notices } from "./shell/notices.tsx";
import { arrived } from "./sign-in/arrival.ts";
import { SignInView } from "./sign-in/sign-in-view.tsx";
import { signedIn } from "./signed-in.ts";

/** The host's desk: every view has an address. */
export function DeskPage() {
  useEffect(followLinks, []);
  return (
    <>
      {signedIn.value && !arrived.value ? <Views key={signedIn.value.token} /> : <SignInView />}
      <Notices />
      <Announcer />
    </>
  );
}

function Views() {
  return (
    <Switch>
      <Route path="/desk" component={HomeView} />
      <Route path="/desk/quizzes/:id">{({ id }) => <EditQuizView id={id} />}</Route>
      <Route path="/desk/quizzes/:id/preview">{({ id }) => <PreviewView id={id} key={id} />}</Route>
      <Route path="/desk/quizzes/:id/start">{({ id }) => <NewSessionView quizId={id} key={id} />}</Route>
      <Route path="/desk/sessions/:id">{({ id }) => <RunView id={id} key={id} />}</Route>
      <Route path="/desk/sessions/:id/report">{({ id }) => <ReportView id={id} key={id} />}</Route>
      <Route component={NotFoundView} />
    </Switch>
  );
}
