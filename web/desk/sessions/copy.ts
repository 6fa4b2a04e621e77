import { notify } from "../shell/notices.tsx";
import { say } from "./text.ts";

/** Copies a text, and says whether that worked: without https a browser may not allow it. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(say().join.copied());
  } catch {
    notify(say().join.notCopied({ text }));
  }
}
