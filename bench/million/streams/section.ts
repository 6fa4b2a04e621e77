import { formatDuration } from "../duration.ts";
import type { StreamsResult, StreamsStep } from "./result.ts";

const MILLION = 1_000_000;

/** The section of bench/README.md. */
export function streamsSection(result: StreamsResult): string {
  const { open, wanted, limit, gateways, players, answers, steps, events, memory, machine } = result;
  const { settings, seconds, leastAvailableMiB, status } = result;
  const last = memory.at(-1)!;
  const held = open === wanted ? "" : ` of ${count(wanted)} that were wanted: ${limit}`;
  const settingsText = Object.entries(settings).map(([name, value]) => `\`${name}=${value}\``);
  return [
    `### One session with ${count(open)} open streams`,
    "",
    `${count(open)} streams${held}. ${count(Math.min(players, open))} are of players who have joined, with their own tokens; the others have none, as those of an audience. ${count(gateways)} gateways and as many processes of the load shared ${machine.cores} cores and ${machine.memoryGiB} GiB with the rest of the cluster. The question was asked, ${count(answers)} players answered it, the host closed it, and the session ended: ${formatDuration(seconds)} in all. The least memory that was free was ${count(leastAvailableMiB)} MiB. ${lostText(status)}`,
    "",
    "| step | time | CPU s: gateways | crowd | whole machine | streams that got it | missed it | least ms | p1 | p50 | p99 | most | skew (p99 − p1) |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...steps.map(stepRow),
    "",
    "| event | streams' total | least of one stream | most |",
    "| --- | --- | --- | --- |",
    ...Object.entries(events).map(
      ([name, { total, least, most }]) => `| ${name} | ${count(total)} | ${least} | ${most} |`,
    ),
    "",
    "| open streams | gateways, MiB | crowd, MiB | kernel, MiB | free, MiB |",
    "| --- | --- | --- | --- | --- |",
    ...memory.map(
      (point) =>
        `| ${count(point.streams)} | ${count(point.gateways)} | ${count(point.crowd)} | ${count(point.kernel)} | ${count(point.available)} |`,
    ),
    "",
    `${perStreamText(memory[0]!, last)}${settingsText.length > 0 ? ` Settings of the gateways: ${settingsText.join(", ")}.` : ""}`,
    "",
    "![Memory while streams are open](results/million-streams.svg)",
    "",
    `\`${commandOf(wanted)}\`, ${machine.cores} cores of ${machine.cpu}, commit ${machine.commit}, ${machine.date.slice(0, 10)}, load average ${machine.loadAverage}.`,
  ].join("\n");
}

function stepRow({ name, seconds, cpu, delivery }: StreamsStep): string {
  const ms = delivery
    ? [delivery.least, delivery.p1, delivery.p50, delivery.p99, delivery.most, delivery.skew].map(count)
    : Array(6).fill("");
  const streams = delivery ? [count(delivery.streams), count(delivery.missing)] : ["", ""];
  const cells = [name, formatDuration(seconds), ...[cpu.gateways, cpu.crowd, cpu.machine].map(count)];
  return `| ${[...cells, ...streams, ...ms].join(" | ")} |`;
}

function lostText({ lost, failed }: StreamsResult["status"]): string {
  const total = Object.values(lost).reduce((sum, streams) => sum + streams, 0);
  const lostOnes = total === 0 ? "No stream was lost." : `${count(total)} streams were lost and came back.`;
  if (failed === 0) return lostOnes;
  return `${lostOnes} ${count(failed)} were not open yet when the opening ended: they missed every event.`;
}

/** From the first to the last point, so that what a process needs without streams is not in it. */
function perStreamText(
  first: StreamsResult["memory"][number],
  last: StreamsResult["memory"][number],
): string {
  const streams = last.streams - first.streams;
  const kib = (of: (point: typeof first) => number) => (((of(last) - of(first)) * 1024) / streams).toFixed(1);
  return `A further stream took ${kib(({ gateways }) => gateways)} KiB of the gateways, ${kib(({ kernel }) => kernel)} KiB of the kernel (both ends) and ${kib(({ crowd }) => crowd)} KiB of the crowd.`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function commandOf(wanted: number): string {
  return wanted === MILLION
    ? "npm run bench:million -- --streams"
    : `npm run bench:million -- --streams ${wanted} --keep`;
}
