import { Button } from "../../ui/button.tsx";
import styles from "./report.module.css";
import { say } from "./text.ts";

interface PagesProps {
  /** What is listed, for a screen reader. */
  what: string;
  page: number;
  from: number;
  shown: number;
  total: number;
  onPage: (page: number) => void;
}

/** Back and forth in a long list; nothing if it fits on one page. */
export function Pages({ what, page, from, shown, total, onPage }: PagesProps) {
  const words = say().pages;
  if (shown >= total) return null;
  return (
    <nav class={styles.pages} aria-label={words.label({ what })}>
      <Button look="quiet" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {words.previous()}
      </Button>
      <span class="figures" role="status">
        {words.at({ from: from + 1, to: from + shown, total })}
      </span>
      <Button look="quiet" disabled={from + shown >= total} onClick={() => onPage(page + 1)}>
        {words.next()}
      </Button>
    </nav>
  );
}
