import { NotFound } from "../../../platform/errors.ts";
import type { Page } from "../routing/route.ts";
import type { StaticFile } from "./static-file.ts";

/** The name under which metrics and logs count all pages and their files. */
const OPERATION = "page";

/** A page at an address of its own. */
export function pageRoute(path: string, page: Pick<StaticFile, "reply">): Page {
  return {
    method: "GET",
    path,
    operation: OPERATION,
    access: "anyone",
    handle: (_gateway, request) => page.reply(request),
  };
}

/**
 * The files of pages, by name. Only these names exist: no part of an address ever becomes a path on the disk.
 *
 * @param folder the address of the folder, such as `/docs`
 * @throws NotFound, at a request for any other name
 */
export function filesRoute(folder: string, files: ReadonlyMap<string, StaticFile>): Page {
  return {
    method: "GET",
    path: `${folder}/:file`,
    operation: OPERATION,
    access: "anyone",
    handle(_gateway, request) {
      const file = files.get(request.params.file!);
      if (!file) throw new NotFound("file");
      return file.reply(request);
    },
  };
}
