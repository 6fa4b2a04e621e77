import type { Route } from "../routing/route.ts";
import { hostingRoutes } from "./hosting-routes.ts";
import { operationsRoutes } from "./operations-routes.ts";
import { playingRoutes } from "./playing-routes.ts";
import { quizRoutes } from "./quiz-routes.ts";

/** Every call that the gateway takes, in the order in which paths are tried. */
export const routes: readonly Route[] = [
  ...playingRoutes,
  ...quizRoutes,
  ...hostingRoutes,
  ...operationsRoutes,
];
