import type { AnswerFields, PlayerQuestion } from "../../client/src/types.ts";
import { ChoiceForm } from "./choice-form.tsx";
import { NumberForm, TextForm } from "./typed-forms.tsx";

export interface AnswerFormProps {
  question: PlayerQuestion;
  /** Whose numbers are typed and shown, as a BCP 47 tag. */
  language: string;
  /** The answer that was given; undefined before. */
  standing: AnswerFields | undefined;
  /** It takes no answer now: it was answered, it is not open yet, or not any more. */
  disabled: boolean;
  onAnswer: (fields: AnswerFields) => void;
}

/**
 * Where a question is answered. A tap on an option answers at once, if one is to be chosen; several options, numbers and
 * texts are sent with a button. Letters and digits of the keyboard go to an option, Enter sends.
 */
export function AnswerForm(props: AnswerFormProps) {
  const { kind, no } = props.question;
  if (kind === "numeric") return <NumberForm key={no} {...props} />;
  if (kind === "text") return <TextForm key={no} {...props} />;
  return <ChoiceForm key={no} {...props} />;
}
