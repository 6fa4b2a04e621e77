import { fuzz } from "./fuzz.ts";

const SECONDS = 60;

test("a minute of random requests brings no 5xx, no crash, no standstill and no memory that stays", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const { requests, problems } = await fuzz({ seed, seconds: SECONDS });
  expect(problems).toEqual([]);
  expect(requests).toBeGreaterThan(500);
}, 180_000);
