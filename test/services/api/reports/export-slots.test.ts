import { PassThrough } from "node:stream";
import { ExportSlots } from "../../../../services/api/reports/export-slots.ts";
import { until } from "../../../harness/until.ts";

const newExport = () => {
  const body = new PassThrough();
  return { body, start: async () => ({ status: 200, body }) };
};

test("an export keeps its slot until its body is closed; the next one then begins", async () => {
  const slots = new ExportSlots({ total: 1, perHost: 1 });
  const first = newExport();
  await slots.run("Ada", first.start);
  const second = newExport();
  let hasBegun = false;
  const waiting = slots.run("Bo", () => {
    hasBegun = true;
    return second.start();
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasBegun).toBe(false);
  first.body.destroy();
  await waiting;
  expect(slots.running).toBe(1);
  second.body.resume().end();
  await until("the slot is free", () => slots.running === 0);
});

test("an export that fails gives its slot back", async () => {
  const slots = new ExportSlots({ total: 1, perHost: 1 });
  await expect(slots.run("Ada", () => Promise.reject(new Error("no report")))).rejects.toThrow("no report");
  expect(slots.running).toBe(0);
});

test("a host with many exports does not keep others out, and gets 429 for the fifth", async () => {
  const slots = new ExportSlots({ total: 3, perHost: 2, maxWaitMs: 60_000 });
  const all = [1, 2, 3, 4].map(newExport);
  const started = all.map(({ start }) => slots.run("Ada", start));
  await expect(slots.run("Ada", newExport().start)).rejects.toMatchObject({ type: "RATE_LIMITED" });
  const other = newExport();
  await slots.run("Bo", other.start);
  expect(slots.running).toBe(3);
  for (const { body } of all) body.destroy();
  other.body.destroy();
  await Promise.all(started);
  await until("all slots are free", () => slots.running === 0);
});

test("an export for which no slot becomes free gets 503", async () => {
  const slots = new ExportSlots({ total: 1, perHost: 1, maxWaitMs: 1 });
  const first = newExport();
  await slots.run("Ada", first.start);
  await expect(slots.run("Bo", newExport().start)).rejects.toMatchObject({ type: "TRY_AGAIN" });
  first.body.destroy();
  await until("the slot is free", () => slots.running === 0);
});
