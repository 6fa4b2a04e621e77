import * as story from "./story.ts";

/** Examples of bodies that are files: those that are imported, and those that a host gets. */

const AIKEN = "What is the capital of Australia?\nA. Sydney\nB. Canberra\nC. Melbourne\nANSWER: B\n";
const GIFT = "::Q1:: What is the capital of Australia? { ~Sydney =Canberra ~Melbourne }\n";
const CSV =
  "question,option 1,option 2,option 3,correct\r\n" +
  "What is the capital of Australia?,Sydney,Canberra,Melbourne,2\r\n";

/** Files that can be imported, by their media types and names under `components.examples`. */
export const IMPORT_EXAMPLES: Record<string, Record<string, unknown>> = {
  "text/plain": { aikenFile: AIKEN, giftFile: GIFT },
  "text/csv": { csvFile: CSV },
  "application/json": { quizToImport: story.quizDraft },
};

/** The examples of other files, by the operation that returns them and their media types. */
export const FILES_OF: Record<string, Record<string, Record<string, string>>> = {
  exportQuiz: { "text/plain": { exportedAiken: AIKEN }, "text/csv": { exportedCsv: CSV } },
  report: {
    "text/csv": {
      reportCsv: "rank,playerNo,nickname,points,elapsedMs\r\n1,2,Bo,1820,7200\r\n2,1,Cy,850,6000\r\n",
    },
  },
  responses: {
    "text/csv": {
      responsesCsv:
        "playerNo,nickname,question,answer,correct,points,elapsedMs,receivedAt\r\n" +
        `2,Bo,1,Canberra,true,920,3200,${story.at("18:05:03.200")}\r\n`,
    },
  },
};
