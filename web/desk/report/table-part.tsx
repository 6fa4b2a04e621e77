import { useEffect, useMemo, useState } from "preact/hooks";
import type { Report } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { number, seconds } from "./formats.ts";
import { Pages } from "./pages.tsx";
import { type Order, pageOf, placesIn, type SortKey } from "./ranking.ts";
import styles from "./report.module.css";
import { say, texts } from "./text.ts";

const PAGE = 50;
/** How many places are printed at most. */
const MAX_PRINTED = 2000;

interface TablePartProps {
  report: Report;
  isFinal: boolean;
  /** Shows the answers of a player. */
  onPlayer: (no: number) => void;
}

/** All players with place, points and time; to search and to sort. */
export function TablePart({ report, isFinal, onPlayer }: TablePartProps) {
  const words = say().table;
  const [typed, setTyped] = useState("");
  const [order, setOrder] = useState<Order>({ by: "rank", isDown: false });
  const [wanted, setPage] = useState(0);
  const places = useMemo(() => placesIn(report.places, typed, order, texts.language), [report, typed, order]);
  const { page, rows, from } = pageOf(places, wanted, usePrinting() ? MAX_PRINTED : PAGE);
  const title = isFinal ? words.title() : words.titleNow();
  const head = (by: SortKey, label: string, look = styles.number) => (
    <th
      scope="col"
      class={look}
      aria-sort={order.by !== by ? undefined : order.isDown ? "descending" : "ascending"}
    >
      <button
        type="button"
        class={styles.sort}
        onClick={() => {
          setOrder({ by, isDown: order.by === by ? !order.isDown : by === "points" });
          setPage(0);
        }}
      >
        {label}
        <span aria-hidden="true">{order.by !== by ? "" : order.isDown ? " ↓" : " ↑"}</span>
      </button>
    </th>
  );
  return (
    <section aria-labelledby="table-title" class={styles.section}>
      <h2 id="table-title">{title}</h2>
      <div class={styles.filters}>
        <TextField
          type="search"
          label={words.search()}
          hint={words.searchHint()}
          value={typed}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setPage(0);
          }}
        />
        <p class={styles.quiet} role="status">
          {places.length === 0 ? words.none() : words.found({ n: places.length })}
        </p>
      </div>
      {rows.length > 0 && (
        <table class={styles.table}>
          <thead>
            <tr>
              {head("rank", words.rank())}
              {head("nickname", words.name(), "")}
              {head("points", words.points())}
              {head("elapsedMs", words.time(), `${styles.number} ${styles.wideOnly}`)}
              <th scope="col" class={styles.screenOnly}>
                <span class="visually-hidden">{words.answers()}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ rank, playerNo, nickname, points, elapsedMs }) => (
              <tr key={playerNo}>
                <td class={styles.number}>{number(rank)}</td>
                <th scope="row">
                  <span dir="auto">{nickname}</span> <span class={styles.quiet}>#{playerNo}</span>
                </th>
                <td class={styles.number}>{number(points)}</td>
                <td class={`${styles.number} ${styles.wideOnly}`}>
                  {words.seconds({ n: seconds(elapsedMs) })}
                </td>
                <td class={styles.screenOnly}>
                  <Button
                    look="plain"
                    aria-label={words.answersOf({ name: nickname })}
                    onClick={() => onPlayer(playerNo)}
                  >
                    <DeskIcon name="eye" />
                    <span class={styles.wideOnly}>{words.answers()}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pages
        what={title}
        page={page}
        from={from}
        shown={rows.length}
        total={places.length}
        onPage={setPage}
      />
    </section>
  );
}

/** Whether the page is being printed: paper has no next page to press. */
function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const start = () => setPrinting(true);
    const end = () => setPrinting(false);
    addEventListener("beforeprint", start);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", start);
      removeEventListener("afterprint", end);
    };
  }, []);
  return isPrinting;
}
