/** The result of one scrape. */
export interface Scrape {
  /** Values by name and labels, as written in the text. */
  samples: Map<string, number>;
  /** Types by name. */
  types: Map<string, string>;
}

/** Reads a node's metrics. Throws if a line is not a valid sample. */
export async function scrape(port: number): Promise<Scrape> {
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await reply.text()).split("\n").filter((line) => line !== "");
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of lines) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name && type) types.set(name, type);
    if (line.startsWith("#")) continue;
    const [, sample, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    if (!sample || Number.isNaN(Number(value))) throw new Error(`Not a sample: ${line}`);
    samples.set(sample, Number(value));
  }
  return { samples, types };
}
