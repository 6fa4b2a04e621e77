import { Announcer } from "../ui/announcer.tsx";
import { say } from "./text.ts";

/** A player's page: joining, the lobby, the questions, the result. */
export function PlayerPage() {
  return (
    <main>
      <h1>{say().join.title()}</h1>
      <Announcer />
    </main>
  );
}
