/** The number of the only session in the database. */
export const SESSION_NO = 1;

/** SQL that creates a session in an empty database. */
export function sessionSql(questions: number): string {
  return `
  insert into quizzes (id, host, version, title, questions) values ('q', 'bench', 1, 'Bench', ${questions});
  insert into quiz_versions (quiz_id, version, content) values ('q', 1, '{}');
  insert into sessions (id, host, code, quiz_id, version, title, questions, pace, feedback, stats, scoring,
    grace_ms, late_join, gap_ms)
  values ('s', 'bench', '000000', 'q', 1, 'Bench', ${questions}, 'self', 'live', 'live', 'speed', 0, true, 0);`;
}
