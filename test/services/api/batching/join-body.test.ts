import { joinBodySchema } from "../../../../services/api/batching/join-batcher.ts";

const nicknameOf = (nickname: unknown) => {
  const parsed = joinBodySchema.safeParse({ code: "BCDFGH", nickname });
  return parsed.success ? parsed.data.nickname : null;
};

test.each([
  ["Bo", "Bo"],
  ["  Bo \u00a0 Diddley ", "Bo Diddley"],
  ["Ｂｏ", "Bo"],
  ["Zoë 🐎", "Zoë 🐎"],
  ["🐎".repeat(32), "🐎".repeat(32)],
  ["<script>", "<script>"],
])("%j becomes the nickname %j", (typed, nickname) => {
  expect(nicknameOf(typed)).toBe(nickname);
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
])("%j is not a valid nickname", (typed) => {
  expect(nicknameOf(typed)).toBeNull();
});

test.each([
  { nickname: "Bo" },
  { code: "", nickname: "Bo" },
  { code: "B".repeat(21), nickname: "Bo" },
])("%j has no valid code", (body) => {
  expect(joinBodySchema.safeParse(body).success).toBe(false);
});

test("other fields are not allowed", () => {
  expect(joinBodySchema.safeParse({ code: "BCDFGH", nickname: "Bo", playerNo: 1 }).success).toBe(false);
});
