import { fuzz } from "./fuzz.ts";

const SECONDS = 60;
/** Other tests need the processors too. `npm run fuzz` sends as much as the node takes. */
const PER_SECOND = 100;

test("a minute of random requests brings no 5xx, no crash, no standstill and no memory that stays", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const { requests, problems } = await fuzz({ seed, seconds: SECONDS, perSecond: PER_SECOND });
  expect(problems).toEqual([]);
  expect(requests).toBeGreaterThan(500);
}, 180_000);
