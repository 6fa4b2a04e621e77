import { useEffect, useState } from "preact/hooks";
import { navigate } from "wouter-preact/use-browser-location";
import type { QuizPage } from "../../../client/src/types.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { ImportDialog } from "../quizzes/import/import-dialog.tsx";
import { say } from "../quizzes/text.ts";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { useShortcuts } from "../shell/shortcuts.ts";
import { theHost } from "../signed-in.ts";
import { DropArea } from "./drop-area.tsx";
import { QuizList } from "./quiz-list.tsx";
import { SessionList } from "./session-list.tsx";
import { TryButtons } from "./try-buttons.tsx";
import { Welcome } from "./welcome.tsx";

/** A desk has its quizzes at hand up to this many; a list is read in pages. */
const MAX_LISTED = 2000;
const PAGE = 100;

/** What a host finds first: the quizzes and the sessions. Files that are dropped on it are imported. */
export function HomeView() {
  const words = say().home;
  const loaded = useLoaded(readQuizzes, []);
  const [files, setFiles] = useState<File[] | undefined>();
  const openImport = () => setFiles([]);
  useEffect(() => {
    // A session that was played in another tab, or a quiz that was saved there.
    const onFocus = () => loaded.reload();
    addEventListener("focus", onFocus);
    return () => removeEventListener("focus", onFocus);
  }, [loaded.reload]);
  useShortcuts([
    { keys: "n", label: words.new(), run: () => navigate("/desk/quizzes/new") },
    { keys: "i", label: words.import(), run: openImport },
  ]);
  const isEmpty = loaded.value?.length === 0;
  return (
    <DeskView
      title={words.title()}
      back={null}
      actions={
        <>
          <Button onClick={openImport}>
            <DeskIcon name="upload" /> {words.import()}
          </Button>
          <ButtonLink look={isEmpty || !loaded.value ? "normal" : "primary"} href="/desk/quizzes/new">
            <DeskIcon name="add" /> {words.new()}
          </ButtonLink>
        </>
      }
    >
      <LoadedView of={loaded}>
        {(quizzes) =>
          quizzes.length === 0 ? (
            <Welcome />
          ) : (
            <div>
              <QuizList quizzes={quizzes} onChange={loaded.reload} />
              <TryButtons isQuiet />
            </div>
          )
        }
      </LoadedView>
      <SessionList />
      <DropArea onFiles={setFiles} />
      {files && (
        <ImportDialog
          files={files}
          onClose={() => {
            setFiles(undefined);
            loaded.reload();
          }}
        />
      )}
    </DeskView>
  );
}

async function readQuizzes(): Promise<QuizPage["items"]> {
  const items: QuizPage["items"] = [];
  let cursor: string | undefined;
  do {
    const page = await theHost().listQuizzes({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor && items.length < MAX_LISTED);
  return items;
}
