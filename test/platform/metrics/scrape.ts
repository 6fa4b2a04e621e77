/** One scrape: every sample by its name and labels as they stand in the text, and the names by type. */
export interface Scrape {
  samples: Map<string, number>;
  types: Map<string, string>;
}

/** Reads a node's metrics and checks that each line is one. */
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
