import { readDescription } from "./description.ts";
import { DescriptionChecker } from "./description-checker.ts";

/** By the file of the repository, which is what a client reads. */
export const checker = new DescriptionChecker(readDescription());
