import { nothingHere } from "../routing/error-replies.ts";
import type { Served } from "../routing/route.ts";
import { notFoundPage } from "./not-found-page.ts";

/** Replies to requests for addresses at which there is nothing. */
export const unknownAddress: Served = {
  path: "",
  operation: "",
  access: "anyone",
  handle: (_gateway, { req }) => notFoundPage(req) ?? nothingHere(),
};
