import { measureStreams } from "../../bench/benchmarks/streams.ts";

test("an open stream costs a gateway little memory, and every stream gets the question", async () => {
  const { gatewayKiB, kernelKiB, skewMs, lastDeliveryMs } = await measureStreams(
    { few: 2000, many: 12_000 },
    0,
  );
  // Near 5.5 KiB: 2 KiB more in each stream fail here.
  expect(gatewayKiB).toBeLessThan(7.5);
  expect(gatewayKiB).toBeGreaterThan(1);
  expect(kernelKiB).toBeGreaterThan(1);
  expect(lastDeliveryMs).toBeGreaterThanOrEqual(skewMs);
}, 120_000);
