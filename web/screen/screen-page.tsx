import { say } from "./text.ts";

/** The big screen of one session. */
export function ScreenPage() {
  return <main>{say().lobby.join()}</main>;
}
