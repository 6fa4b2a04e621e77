import type { ServiceBroker } from "moleculer";
import { type AnswersPage, FIRST_ANSWERS } from "../../../platform/contracts/answers.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { readPages } from "./read-pages.ts";

/** All stored answers of a session, page by page, in order of player and question. */
export function answerPages(broker: ServiceBroker, session: number): AsyncGenerator<AnswersPage> {
  return readPages(FIRST_ANSWERS, async (after) => {
    const page = await call(broker, "answers.page", { session, after });
    return { page, next: page.next };
  });
}
