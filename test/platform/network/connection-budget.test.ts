import { maxConnections } from "../../../platform/network/connection-budget.ts";
import { descriptorLimit } from "../../../platform/network/descriptor-limit.ts";

test.each([
  [
    "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1000                 4096                 files     \n",
    1000,
  ],
  ["Max open files            unlimited            unlimited            files\n", 1_000_000],
  ["", 1024],
])("reads the limit of open files", (text, limit) => {
  expect(descriptorLimit(text)).toBe(limit);
});

test("this process has a limit", () => {
  expect(descriptorLimit()).toBeGreaterThanOrEqual(256);
});

test.each([
  [50_000, false, 1_000_000, 50_000],
  [50_000, false, 1000, 800],
  [50_000, true, 1000, 500],
  [50_000, true, 256, 64],
  [10, true, 1000, 10],
])("of %d wanted connections (embedded database: %p) %d descriptors allow %d", (wanted, isEmbedded, descriptors, max) => {
  expect(maxConnections(wanted, isEmbedded, descriptors)).toBe(max);
});
