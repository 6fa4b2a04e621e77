/**
 * Pages of a long list in order. The next page is fetched while one is written, so at most two are in memory, however
 * slowly the client reads.
 *
 * @param fetch the page at a cursor, and the cursor of the next page; null after the last page
 * @throws the error of a fetch, in place of its page
 */
export async function* readPages<Page, Cursor>(
  first: Cursor,
  fetch: (cursor: Cursor) => Promise<{ page: Page; next: Cursor | null }>,
): AsyncGenerator<Page, void> {
  let fetching = fetch(first);
  while (true) {
    const { page, next } = await fetching;
    if (next !== null) {
      fetching = fetch(next);
      // The reader gets the error with the next page. If the reader has left, nobody does.
      fetching.catch(() => {});
    }
    yield page;
    if (next === null) return;
  }
}
