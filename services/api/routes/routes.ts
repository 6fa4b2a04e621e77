import type { Route } from "../routing/route.ts";
import { correctionRoutes } from "./correction-routes.ts";
import { lifecycleRoutes } from "./lifecycle-routes.ts";
import { openApiRoute, operationsRoutes } from "./operations-routes.ts";
import { playingRoutes } from "./playing-routes.ts";
import { quizRoutes } from "./quiz-routes.ts";
import { reportRoutes } from "./report-routes.ts";
import { rosterRoutes } from "./roster-routes.ts";
import { screenRoutes } from "./screen-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { stepRoutes } from "./step-routes.ts";
import { watchingRoutes } from "./watching-routes.ts";

const api: readonly Route[] = [
  ...playingRoutes,
  ...watchingRoutes,
  ...signInRoutes,
  ...quizRoutes,
  ...sessionRoutes,
  ...stepRoutes,
  ...lifecycleRoutes,
  ...rosterRoutes,
  ...screenRoutes,
  ...correctionRoutes,
  ...reportRoutes,
  ...operationsRoutes,
];

/** Every route of the gateway, in the order in which their paths are tried. */
export const routes: readonly Route[] = [...api, openApiRoute(api)];
