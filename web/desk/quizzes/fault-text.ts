import type { Fault } from "./form/faults.ts";
import { say } from "./text.ts";

/** What is wrong, in the host's language; what only the server knows is in its words. */
export const faultText = ({ reason }: Fault): string =>
  typeof reason === "string" ? say().fault[reason]() : reason.message;
