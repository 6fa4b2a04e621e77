import type { XmlRoot } from "../shared/xml-root.ts";

/** Whether the root element of a file is Moodle's, or its document type says so. */
export function isMoodle(root: XmlRoot | null): root is XmlRoot {
  if (!root) return false;
  return (root.name === "quiz" && root.prefix === "") || (root.hasSubset && root.doctype === "quiz");
}
