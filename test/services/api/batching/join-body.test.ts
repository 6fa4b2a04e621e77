import { joinBodySchema } from "../../../../services/api/batching/join-batcher.ts";

test("the code and the nickname are read", () => {
  expect(joinBodySchema.parse({ code: " bcd-fgh", nickname: " Bo\n" })).toEqual({
    code: " bcd-fgh",
    nickname: "Bo",
  });
});

test.each([
  { nickname: "Bo" },
  { code: "", nickname: "Bo" },
  { code: "B".repeat(65), nickname: "Bo" },
])("%j has no valid code", (body) => {
  expect(joinBodySchema.safeParse(body).success).toBe(false);
});

test("other fields are not allowed", () => {
  expect(joinBodySchema.safeParse({ code: "BCDFGH", nickname: "Bo", playerNo: 1 }).success).toBe(false);
});
