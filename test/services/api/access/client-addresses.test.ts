import { readEnvironment } from "../../../../platform/environment.ts";
import { ClientAddresses } from "../../../../services/api/access/client-addresses.ts";

const clients = (variables: Record<string, string> = {}) => new ClientAddresses(readEnvironment(variables));
const from = (remoteAddress: string | undefined, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: { "x-forwarded-for": forwarded as string },
});

test("without a trusted proxy, the client is the address of the connection, whatever the header says", () => {
  expect(clients().of(from("10.0.0.1", "1.2.3.4"))).toBe("10.0.0.1");
  expect(clients().of(from("::ffff:10.0.0.1"))).toBe("10.0.0.1");
  expect(clients().of(from("2001:db8::1"))).toBe("2001:db8:0:0::/64");
  expect(clients().of(from(undefined))).toBe("unknown");
});

test.each([
  ["1", "1.1.1.1, 2.2.2.2, 3.3.3.3", "3.3.3.3"],
  ["2", "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"],
  ["3", "1.1.1.1,2.2.2.2,3.3.3.3", "1.1.1.1"],
  ["4", "1.1.1.1, 2.2.2.2, 3.3.3.3", "10.0.0.1"],
  ["1", "forged, 5.5.5.5", "5.5.5.5"],
  ["1", "not an address", "10.0.0.1"],
  ["1", "5.5.5.5:4321", "5.5.5.5"],
  ["1", "[2001:db8:1:2::9]:4321", "2001:db8:1:2::/64"],
  ["1", "", "10.0.0.1"],
  ["1", undefined, "10.0.0.1"],
  ["2", "1.1.1.1, ", "1.1.1.1"],
])("behind %s trusted proxies, X-Forwarded-For %p is %s", (proxies, header, client) => {
  expect(clients({ STAMPEDE_TRUSTED_PROXIES: proxies }).of(from("10.0.0.1", header))).toBe(client);
});

test("an address may have half of what there is, a venue as much more as it is declared", () => {
  const some = clients({ STAMPEDE_VENUES: "192.0.2.0/24=1,198.51.100.1" });
  expect(some.shareOf("203.0.113.1", 101)).toBe(51);
  expect(some.shareOf("203.0.113.1", 1)).toBe(1);
  expect(some.shareOf("192.0.2.1", 100)).toBe(50);
  expect(some.shareOf("198.51.100.1", 100)).toBe(100);
});

test("behind a trusted proxy one address may have all connections: it is the proxy's", () => {
  expect(clients().connectionShareOf("10.0.0.1", 100)).toBe(50);
  const behindProxy = clients({ STAMPEDE_TRUSTED_PROXIES: "1" });
  expect(behindProxy.connectionShareOf("10.0.0.1", 100)).toBe(100);
  expect(behindProxy.shareOf("10.0.0.1", 100)).toBe(50);
});
