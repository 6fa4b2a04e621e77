/** The most items that the server sends at once. */
const PAGE_LIMIT = 100;

/** All items of a list that comes in pages. @param read reads one page */
export async function* itemsOf<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<{ items: T[]; nextCursor: string | null }>,
): AsyncGenerator<T, void, undefined> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await read({ limit: PAGE_LIMIT, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
  }
}
