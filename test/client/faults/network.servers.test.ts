import { describeOnSharedStandalone } from "../../harness/deployment.ts";
import { CLOCKS } from "./scenarios/clocks.ts";
import { OUTAGE } from "./scenarios/outage.ts";
import { PAGES } from "./scenarios/pages.ts";
import { REPLIES } from "./scenarios/replies.ts";
import { testSideBySide } from "./side-by-side.ts";

describeOnSharedStandalone("the client survives", (deployment) => {
  testSideBySide(deployment, { ...REPLIES, ...PAGES, ...CLOCKS, ...OUTAGE }, 120_000);
});
