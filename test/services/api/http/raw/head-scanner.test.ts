import { HeadScanner } from "../../../../../services/api/http/raw/head-scanner.ts";

const HEAD = "GET /api/sessions HTTP/1.1\r\nHost: here\r\nX-Other: y\r\n\r\n";
const bytes = (text: string) => Buffer.from(text, "latin1");

test("a head is complete with its last byte, however it is cut", () => {
  for (let first = 1; first < HEAD.length; first++) {
    const scanner = new HeadScanner();
    expect([first, scanner.scan(bytes(HEAD.slice(0, first)))]).toEqual([first, "incomplete"]);
    expect([first, scanner.scan(bytes(HEAD))]).toEqual([first, "complete"]);
  }
});

test("byte for byte, no byte is searched twice", () => {
  const scanner = new HeadScanner();
  const searched: number[] = [];
  const all = bytes(HEAD);
  for (let length = 1; length <= all.length; length++) {
    const arrived = all.subarray(0, length);
    const indexOf = arrived.indexOf.bind(arrived);
    arrived.indexOf = ((value: number, from: number) => {
      searched.push(arrived.length - from);
      return indexOf(value, from);
    }) as typeof arrived.indexOf;
    scanner.scan(arrived);
  }
  // One search for each byte, and one more after each line end.
  expect(searched.reduce((sum, count) => sum + count)).toBe(HEAD.length);
});

test.each([
  ["\x16\x03\x01\x02", "TLS"],
  ["get / HTTP/1.1\r\n", "a lower-case method"],
  ["GET / HTTP/1.1\nHost: he", "a bare line feed in a partial head"],
  ["GET / HTTP/1.1\r\nBad Name: h\r\nX: ", "a bad header name in a partial head"],
  ["GET / HTTP/2.0\r\nX: ", "another version in a partial head"],
  ["SSH-2.0-client\r\n", "another protocol"],
  [`GET / HTTP/1.1\r\nX: ${"x".repeat(9000)}`, "a head without an end"],
])("%j is unsupported: %s", (text) => {
  expect(new HeadScanner().scan(bytes(text))).toBe("unsupported");
});
