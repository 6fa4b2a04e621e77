import { loadStreams } from "../million/streams/result.ts";
import { loadResult } from "../report/results.ts";

/** How late a question reached the streams of a session, as it was measured. */
export interface Skew {
  /** Such as "40,000 streams of 3 gateways". */
  name: string;
  /** The file in bench/results. */
  source: string;
  /** [share of the streams, ms], in ascending order from 0 to 1: so many streams got the question by then. */
  quantiles: [number, number][];
}

/** How late a stream got the question of which this share of streams got it earlier, in ms. */
export function latenessAt({ quantiles }: Pick<Skew, "quantiles">, share: number): number {
  const next = Math.max(
    1,
    quantiles.findIndex(([to]) => share <= to),
  );
  const [[fromShare, fromMs], [toShare, toMs]] = [quantiles[next - 1]!, quantiles[next]!];
  return fromMs + ((toMs - fromMs) * (share - fromShare)) / (toShare - fromShare);
}

/** The skews that are saved in bench/results. @throws Error if a result is missing */
export async function measuredSkews(): Promise<Skew[]> {
  return [await oneGateway(), await manyGateways()];
}

/** A gateway writes its streams one after the other: they get the question evenly until the last one has it. */
async function oneGateway(): Promise<Skew> {
  const { title, measures } = await loadResult("fan-out");
  const measure = measures.find(
    ({ subject, quantity }) =>
      subject === "Stampede" && quantity === "ms from the call of the host to the last delivery",
  );
  const streams = /[\d,]+ open streams of one gateway/.exec(title)?.[0];
  if (!measure || !streams) throw new Error("The result of fan-out has no last delivery.");
  const quantiles: Skew["quantiles"] = [
    [0, 0],
    [1, measure.spread.median],
  ];
  return { name: streams.replace("open ", ""), source: "fan-out.json", quantiles };
}

async function manyGateways(): Promise<Skew> {
  const result = await loadStreams();
  const delivery = result?.steps.find(({ name }) => name === "question")?.delivery;
  if (!result || !delivery) throw new Error("There is no result of npm run bench:million -- --streams.");
  const { least, p1, p50, p99, most, streams } = delivery;
  return {
    name: `${streams.toLocaleString("en")} streams of ${result.gateways} gateways`,
    source: "million-streams.json",
    // The clocks of two processes differ by a little: nobody gets the question before it is asked.
    quantiles: [
      [0, Math.max(0, least)],
      [0.01, Math.max(0, p1)],
      [0.5, p50],
      [0.99, p99],
      [1, most],
    ],
  };
}
