import "../../../platform/contracts/reasons.ts";
import { type Question, questionSchema } from "../../../platform/domain/question.ts";
import { unstorableTexts } from "../../../platform/domain/text/storable-text.ts";
import { reasonsOf, storageReason } from "./question-reasons.ts";

/** Maximum number of faults that one reason names. */
const MAX_NAMED = 3;

/**
 * The question with its defaults filled in, or the reason why it is invalid.
 *
 * @param isListed whether anybody will read the reason: to find it takes most of the time
 */
export function checkQuestion(question: unknown, isListed = true): Question | string {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success && !isListed) return "is invalid";
  if (!parsed.success) return joined(reasonsOf(parsed.error.issues, question));
  const reason = joined(unstorableTexts(parsed.data).map(storageReason));
  return reason === "" ? parsed.data : reason;
}

/** The first reasons in one line, and how many more there are. */
function joined(reasons: Iterable<string>): string {
  const named: string[] = [];
  let more = 0;
  for (const reason of reasons) {
    if (named.length < MAX_NAMED) named.push(reason);
    else more++;
  }
  return [...named, ...(more > 0 ? [`${more} more fault${more === 1 ? "" : "s"}`] : [])].join("; ");
}
