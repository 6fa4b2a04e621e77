import type { HostFile } from "../../../client/src/host.ts";

/** How long a browser has to take the bytes of a download, in ms. */
const TAKES_MS = 60_000;

/** Hands a file to the browser's downloads. */
export function saveFile({ bytes, fileName }: HostFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), TAKES_MS);
}
