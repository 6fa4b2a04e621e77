import type { ImportFormat } from "../../../../platform/domain/quiz-formats.ts";
import { rowsOf, workbookOf } from "./xlsx/workbook-of.ts";

/** A small file in each format that is text: two questions, about 2 + 2 and the capital of France. */
export const textSamples: Record<Exclude<ImportFormat, "xlsx">, string> = {
  json: `{
  "title": "Sums and towns",
  "questions": [
    { "kind": "numeric", "text": "What is 2 + 2?", "answer": { "value": 4 } },
    {
      "kind": "single",
      "text": "What is the capital of France?",
      "options": [{ "text": "Paris", "correct": true }, { "text": "Lyon" }]
    }
  ]
}
`,
  gift: `// Sums and towns
::Sum::What is 2 + 2? {#4}

What is the capital of France? {
  =Paris
  ~Lyon
}
`,
  aiken: `What is 2 + 2?
A) 3
B) 4
ANSWER: B

What is the capital of France?
A) Paris
B) Lyon
ANSWER: A
`,
  csv: `Question,Answer 1,Answer 2,Correct answer
What is 2 + 2?,3,4,2
What is the capital of France?,Paris,Lyon,1
`,
  moodle: `<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="numerical">
    <questiontext format="html"><text><![CDATA[<p>What is 2 + 2?</p>]]></text></questiontext>
    <answer fraction="100"><text>4</text><tolerance>0</tolerance></answer>
  </question>
  <question type="multichoice">
    <questiontext format="html"><text>What is the capital of France?</text></questiontext>
    <single>true</single>
    <answer fraction="100"><text>Paris</text></answer>
    <answer fraction="0"><text>Lyon</text></answer>
  </question>
</quiz>
`,
  opentdb: `{
  "response_code": 0,
  "results": [
    {
      "type": "multiple",
      "difficulty": "easy",
      "category": "Sums",
      "question": "What is 2 + 2?",
      "correct_answer": "4",
      "incorrect_answers": ["3", "5", "22"]
    },
    {
      "type": "multiple",
      "difficulty": "easy",
      "category": "Towns",
      "question": "What is the capital of &quot;France&quot;?",
      "correct_answer": "Paris",
      "incorrect_answers": ["Lyon", "Nice", "Metz"]
    }
  ]
}
`,
  opentriviaqa: `#Q What is 2 + 2?
^ 4
A 3
B 4

#Q What is the capital of France?
^ Paris
A Paris
B Lyon
`,
};

/** The same as a file in any format. */
export async function sampleFile(format: ImportFormat): Promise<Buffer> {
  if (format !== "xlsx") return Buffer.from(textSamples[format]);
  const rows = [
    ["Question", "Answer 1", "Answer 2", "Correct answer"],
    ["What is 2 + 2?", "3", "4", "2"],
    ["What is the capital of France?", "Paris", "Lyon", "1"],
  ];
  return workbookOf({ sheets: [{ rows: rowsOf(rows) }] });
}
