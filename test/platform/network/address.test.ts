import fc from "fast-check";
import { addressKey } from "../../../platform/network/address.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["192.0.2.1:5678", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::FFFF:c000:201", "192.0.2.1"],
  ["[::ffff:192.0.2.1]:80", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
])("the key of %s is %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test.each([
  "",
  "unknown",
  "1.2.3",
  "1.2.3.4.5:80",
  "[::1",
  "2001:db8",
  "a".repeat(9000),
  "1.2.3.4, 5.6.7.8",
])("%j is not an address", (text) => {
  expect(addressKey(text)).toBeUndefined();
});

test("all addresses of a /64 have one key, in every way of writing them; other networks have others", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const network = fc.tuple(fc.integer({ min: 0x2000, max: 0x3fff }), group, group, group);
  const host = fc.tuple(group, group, group, group);
  fc.assert(
    fc.property(network, network, host, host, (one, other, a, b) => {
      const plain = [...one, ...a].map((part) => part.toString(16)).join(":");
      const padded = [...one, ...b].map((part) => part.toString(16).toUpperCase().padStart(4, "0")).join(":");
      expect(addressKey(padded)).toBe(addressKey(plain));
      const isSame = one.every((part, index) => part === other[index]);
      const ofOther = addressKey([...other, ...a].map((part) => part.toString(16)).join(":"));
      expect(ofOther === addressKey(plain)).toBe(isSame);
    }),
  );
});
