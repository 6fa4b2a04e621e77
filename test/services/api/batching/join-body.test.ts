import { joinBody } from "../../../../services/api/batching/join-batcher.ts";

const nameOf = (nickname: unknown) => {
  const read = joinBody.safeParse({ code: "BCDFGH", nickname });
  return read.success ? read.data.nickname : null;
};

test.each([
  ["Bo", "Bo"],
  ["  Bo \u00a0 Diddley ", "Bo Diddley"],
  ["Ｂｏ", "Bo"],
  ["Zoë 🐎", "Zoë 🐎"],
  ["🐎".repeat(32), "🐎".repeat(32)],
  ["<script>", "<script>"],
])("%j is called %j", (typed, nickname) => {
  expect(nameOf(typed)).toBe(nickname);
});

test.each([
  "",
  "   ",
  "x".repeat(33),
  "🐎".repeat(33),
  "a\u0000b",
  "a\nb",
  "a\tb",
  "a\u202eb",
  "a\u2066b",
  "\ud800",
  "\u200b",
  "\u2800\u200d",
  "\u3164",
  7,
  null,
])("%j is no name", (typed) => {
  expect(nameOf(typed)).toBeNull();
});

test.each([
  { nickname: "Bo" },
  { code: "", nickname: "Bo" },
  { code: "B".repeat(21), nickname: "Bo" },
])("%j has no code", (body) => {
  expect(joinBody.safeParse(body).success).toBe(false);
});

test("nothing else may be asked for", () => {
  expect(joinBody.safeParse({ code: "BCDFGH", nickname: "Bo", playerNo: 1 }).success).toBe(false);
});
