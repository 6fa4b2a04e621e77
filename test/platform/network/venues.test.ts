import { type EnvironmentError, readEnvironment } from "../../../platform/environment.ts";
import { addressKey } from "../../../platform/network/address.ts";
import { Venues } from "../../../platform/network/venues.ts";

const factorOf = (setting: string, address: string) =>
  new Venues(readEnvironment({ STAMPEDE_VENUES: setting }).STAMPEDE_VENUES).factorOf(
    addressKey(address) ?? address,
  );

test.each([
  ["", "192.0.2.1", 1],
  ["192.0.2.1", "192.0.2.1", Number.POSITIVE_INFINITY],
  ["192.0.2.1", "192.0.2.2", 1],
  ["192.0.2.0/24=10", "192.0.2.200", 10],
  ["192.0.2.0/24=10", "::ffff:192.0.2.200", 10],
  ["::ffff:192.0.2.0/120=10", "192.0.2.200", 10],
  ["192.0.2.0/24=10", "192.0.3.1", 1],
  ["192.0.2.0/24=10, 192.0.2.7=50", "192.0.2.7", 50],
  ["192.0.2.7=50,192.0.2.0/24=10", "192.0.2.7", 50],
  ["2001:db8::/32=4", "2001:db8:ffff::1", 4],
  ["2001:db8:1:2:3::/80=4", "2001:db8:1:2:9::1", 4],
  ["0.0.0.0/0=2", "198.51.100.1", 2],
  ["0.0.0.0/0=2", "2001:db8::1", 1],
  ["192.0.2.1", "unknown", 1],
])("of the venues %j an address like %s has the factor %d", (setting, address, factor) => {
  expect(factorOf(setting, address)).toBe(factor);
});

test("every entry that is not a venue is named, and what is wrong with it", () => {
  const setting = "192.0.2.1,school,192.0.2.0/33,192.0.2.1=0,2001:db8::/129,192.0.2.1=x,::ffff:192.0.2.0/90";
  let problems: readonly string[] = [];
  try {
    readEnvironment({ STAMPEDE_VENUES: setting });
  } catch (error) {
    problems = (error as EnvironmentError).problems;
  }
  const needsAddress = "needs an address or a range, like 203.0.113.0/24 or 203.0.113.0/24=10";
  expect(problems).toEqual([
    `STAMPEDE_VENUES: entry 2 ${needsAddress}`,
    "STAMPEDE_VENUES: entry 3 has more than 32 bits after the slash",
    "STAMPEDE_VENUES: entry 4 has a factor that is not from 1 to 10000",
    "STAMPEDE_VENUES: entry 5 has more than 128 bits after the slash",
    `STAMPEDE_VENUES: entry 6 ${needsAddress}`,
    "STAMPEDE_VENUES: entry 7 mixes IPv4 and IPv6",
  ]);
});
