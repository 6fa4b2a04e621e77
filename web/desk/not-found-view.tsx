import { ButtonLink } from "../ui/button.tsx";
import { DeskView } from "./shell/desk-view.tsx";
import { say } from "./text.ts";

/** An address that the desk does not have. */
export function NotFoundView() {
  const words = say().shell;
  return (
    <DeskView title={words.notFound.title()} back={null}>
      <p>{words.notFound.text()}</p>
      <p>
        <ButtonLink look="primary" href="/desk">
          {words.home()}
        </ButtonLink>
      </p>
    </DeskView>
  );
}
