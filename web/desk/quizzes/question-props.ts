import { faultText } from "./fault-text.ts";
import type { Fault } from "./form/faults.ts";
import type { FormQuestion } from "./form/quiz-form.ts";

/** What the fields of a question get. */
export interface QuestionProps {
  question: FormQuestion;
  faults: Fault[];
  onChange: (change: Partial<FormQuestion>) => void;
}

/** The text of a field's first fault. */
export function errorAt(faults: readonly Fault[], field: string): string | undefined {
  const fault = faults.find((one) => one.field === field);
  return fault && faultText(fault);
}
