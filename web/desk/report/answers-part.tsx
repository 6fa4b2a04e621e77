import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Report, Responses } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field, inputClass, TextField } from "../../ui/field.tsx";
import type { HostQuestion } from "../sessions/answer-key.ts";
import { Loading } from "../shell/loaded-view.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import { answerText } from "./answer-text.ts";
import { number, seconds } from "./formats.ts";
import { Pages } from "./pages.tsx";
import { type AnswerFilter, answersIn, pageOf } from "./ranking.ts";
import styles from "./report.module.css";
import { summaryOf } from "./summary.ts";
import { say } from "./text.ts";

const PAGE = 50;
/** More answers than this are about 30 MB, and nobody reads them here. */
const MAX_ANSWERS = 200_000;
const ALL: AnswerFilter = { question: 0, player: "", result: "any" };

interface AnswersPartProps {
  id: string;
  report: Report;
  questions: HostQuestion[];
  /** A new one asks for the answers of a player. */
  wanted: { text: string } | undefined;
}

/** Who answered what: by player, by question, by right and wrong. Loaded when it is asked for. */
export function AnswersPart({ id, report, questions, wanted }: AnswersPartProps) {
  const words = say().answers;
  const { answers } = useMemo(() => summaryOf(report), [report]);
  const [responses, setResponses] = useState<Responses["responses"] | undefined>(undefined);
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isLoading, setLoading] = useState(false);
  const [filter, setFilter] = useState(ALL);
  const title = useRef<HTMLHeadingElement>(null);
  const load = async () => {
    setProblem(undefined);
    setLoading(true);
    try {
      setResponses((await theHost().session(id).responses()).responses);
    } catch (error) {
      setProblem(error);
    } finally {
      setLoading(false);
    }
  };
  const isTooMany = answers > MAX_ANSWERS;
  useEffect(() => {
    if (!wanted) return;
    setFilter({ ...ALL, player: wanted.text });
    title.current?.focus();
    title.current?.scrollIntoView({ block: "start" });
    if (!responses && !isLoading && !isTooMany && answers > 0) void load();
  }, [wanted]);
  return (
    <section
      aria-labelledby="answers-title"
      class={`${styles.section} ${responses ? "" : styles.screenOnly}`}
    >
      <h2 id="answers-title" ref={title} tabIndex={-1}>
        {words.title()}
      </h2>
      {answers === 0 && <p class={styles.quiet}>{words.none()}</p>}
      {isTooMany && <p>{words.tooMany({ n: answers })}</p>}
      {!responses && !isLoading && answers > 0 && !isTooMany && (
        <>
          <p class={styles.quiet}>{words.text()}</p>
          <div>
            <Button onClick={() => void load()}>{words.load({ n: answers })}</Button>
          </div>
        </>
      )}
      {isLoading && <Loading text={words.loading()} />}
      {problem !== undefined && <ProblemNote error={problem} retry={() => void load()} />}
      {responses && (
        <Found responses={responses} questions={questions} filter={filter} setFilter={setFilter} />
      )}
    </section>
  );
}

interface FoundProps {
  responses: Responses["responses"];
  questions: HostQuestion[];
  filter: AnswerFilter;
  setFilter: (filter: AnswerFilter) => void;
}

function Found({ responses, questions, filter, setFilter }: FoundProps) {
  const words = say().answers;
  const [wanted, setPage] = useState(0);
  const found = useMemo(() => answersIn(responses, filter), [responses, filter]);
  useEffect(() => setPage(0), [filter]);
  const { page, rows, from } = pageOf(found, wanted, PAGE);
  const set = (part: Partial<AnswerFilter>) => setFilter({ ...filter, ...part });
  return (
    <>
      <div class={styles.filters}>
        <Field label={words.question()}>
          {(labelled) => (
            <select
              {...labelled}
              class={inputClass}
              value={filter.question}
              onChange={({ currentTarget }) => set({ question: Number(currentTarget.value) })}
            >
              <option value={0}>{words.all()}</option>
              {questions.map(({ no, text }) => (
                <option key={no} value={no}>
                  {no}. {text.slice(0, 80)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField
          type="search"
          label={words.player()}
          placeholder={words.playerHint()}
          value={filter.player}
          onInput={({ currentTarget }) => set({ player: currentTarget.value })}
        />
        <Field label={words.result()}>
          {(labelled) => (
            <select
              {...labelled}
              class={inputClass}
              value={filter.result}
              onChange={({ currentTarget }) => set({ result: currentTarget.value as AnswerFilter["result"] })}
            >
              <option value="any">{words.any()}</option>
              <option value="right">{words.right()}</option>
              <option value="wrong">{words.wrong()}</option>
            </select>
          )}
        </Field>
        {filter !== ALL && <Button onClick={() => setFilter(ALL)}>{words.reset()}</Button>}
      </div>
      {found.length === 0 && <p role="status">{words.nothing()}</p>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section class={styles.scroll} aria-label={words.title()} tabIndex={0}>
          <table class={styles.table}>
            <thead>
              <tr>
                <th scope="col">{words.player()}</th>
                <th scope="col" class={styles.number}>
                  {words.question()}
                </th>
                <th scope="col">{words.answer()}</th>
                <th scope="col">{words.result()}</th>
                <th scope="col" class={styles.number}>
                  {words.points()}
                </th>
                <th scope="col" class={styles.number}>
                  {words.time()}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={`${one.playerNo} ${one.question}`}>
                  <th scope="row">
                    <span dir="auto">{one.nickname}</span> <span class={styles.quiet}>#{one.playerNo}</span>
                  </th>
                  <td class={styles.number}>{one.question}</td>
                  <td dir="auto">{answerText(questions[one.question - 1], one.answer)}</td>
                  <td
                    class={one.correct === undefined ? undefined : one.correct ? styles.right : styles.wrong}
                  >
                    {one.correct === undefined
                      ? words.neither()
                      : one.correct
                        ? words.right()
                        : words.wrong()}
                  </td>
                  <td class={styles.number}>{number(one.points)}</td>
                  <td class={styles.number}>{say().table.seconds({ n: seconds(one.elapsedMs) })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Pages
        what={words.title()}
        page={page}
        from={from}
        shown={rows.length}
        total={found.length}
        onPage={setPage}
      />
    </>
  );
}
