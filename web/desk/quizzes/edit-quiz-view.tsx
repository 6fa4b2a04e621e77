import { useState } from "preact/hooks";
import { navigate } from "wouter-preact/use-browser-location";
import type { Quiz } from "../../../client/src/types.ts";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { theHost } from "../signed-in.ts";
import { QuizEditor } from "./quiz-editor.tsx";
import { say } from "./text.ts";

/** A quiz to write. @param id `new` for one that is not there yet */
export function EditQuizView({ id }: { id: string }) {
  const [createdId, setCreatedId] = useState<string | undefined>();
  // The first save gives a new quiz its address; the editor stays as it is, with the question that is open.
  if (id !== "new" && id !== createdId) return <Stored id={id} key={id} />;
  return (
    <QuizEditor
      quiz={undefined}
      onCreated={(id) => {
        setCreatedId(id);
        navigate(`/desk/quizzes/${id}`, { replace: true });
      }}
    />
  );
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
