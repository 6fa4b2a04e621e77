import { imageAddressSchema } from "../../../../platform/domain/text/image-address.ts";

const parse = (address: unknown) => imageAddressSchema.safeParse(address);

test.each([
  ["https://a.example/b.png", "https://a.example/b.png"],
  [" HTTPS://A.Example:443/b/../c d.png ", "https://a.example/c%20d.png"],
  ["https://bücher.example/ü.png?q=ü#x", "https://xn--bcher-kva.example/%C3%BC.png?q=%C3%BC#x"],
  ["https://a.example/Rubik's_cube.png", "https://a.example/Rubik%27s_cube.png"],
  ["https:a.example\\b.png", "https://a.example/b.png"],
])("%j is stored as %j", (address, stored) => {
  expect(parse(address).data).toBe(stored);
});

test.each([
  ["http://a.example/b.png", "must be an https: address"],
  ["javascript:alert(1)", "must be an https: address"],
  ["//a.example/b.png", "must be an https: address"],
  ["b.png", "must be an https: address"],
  ["https://", "must be an https: address"],
  ["", "must be an https: address"],
  ["https://ann@a.example/b.png", "must not contain a user name or a password"],
  ["https://:secret@a.example/b.png", "must not contain a user name or a password"],
  ["https://a.example/\tb.png", "must not contain control characters, such as tabs or line breaks"],
  ["https://a.example/b.png\n", "must not contain control characters, such as tabs or line breaks"],
  ['https://a.example/"onerror="x', 'must not contain ", `, < or >'],
  ["https://a.example/<b>.png", 'must not contain ", `, < or >'],
  [`https://a.example/${"ü".repeat(400)}`, "must have at most 2000 characters"],
])("%j is refused: %s", (address, reason) => {
  expect(parse(address).error?.issues.map(({ message }) => message)).toEqual([reason]);
});

test("a stored address stays the same", () => {
  const { data } = parse("https://a.example/it's a pi%63ture.png");
  expect(parse(data).data).toBe(data);
});
