import type { Quiz } from "../../../client/src/types.ts";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { theHost } from "../signed-in.ts";
import { QuizEditor } from "./quiz-editor.tsx";
import { say } from "./text.ts";

/** A quiz to write: a new one without an id. */
export function EditQuizView({ id }: { id?: string }) {
  return id === undefined ? <QuizEditor quiz={undefined} /> : <Stored id={id} />;
}

function Stored({ id }: { id: string }) {
  const loaded = useLoaded<Quiz>(() => theHost().getQuiz(id), [id]);
  if (loaded.value) return <QuizEditor quiz={loaded.value} />;
  return (
    <DeskView title={say().editor.edit()}>
      <LoadedView of={loaded}>{() => null}</LoadedView>
    </DeskView>
  );
}
