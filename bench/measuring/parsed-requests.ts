/**
 * Requests that a gateway has read so far, by parser.
 *
 * @param metricsUrl where it serves its metrics
 * @throws Error if it does not count them
 */
export async function parsedRequests(metricsUrl: string): Promise<{ raw: number; node: number }> {
  const text = await (await fetch(metricsUrl)).text();
  const countOf = (parser: string) => {
    const sample = new RegExp(
      `^stampede_http_requests_parsed_total\\{[^}]*parser="${parser}"[^}]*\\} (\\d+)`,
      "m",
    ).exec(text);
    if (!sample) throw new Error(`${metricsUrl} does not count the requests of the ${parser} parser`);
    return Number(sample[1]);
  };
  return { raw: countOf("raw"), node: countOf("node") };
}
