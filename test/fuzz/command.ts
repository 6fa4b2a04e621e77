import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    seed: { type: "string" },
    only: { type: "string" },
  },
});

/** `npm run fuzz [-- --seconds 300 --seed 1 --only 17]`: exits with 1 if it finds a problem. */
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const seconds = Number(values.seconds);
console.log(`Seed ${seed}, ${values.only === undefined ? `${seconds} s` : `exchange ${values.only} only`} …`);
const { requests, problems } = await fuzz({
  seed,
  seconds,
  ...(values.only === undefined ? {} : { only: Number(values.only) }),
});
for (const problem of problems) console.log(`\n${problem}`);
console.log(`\n${requests} requests, ${problems.length} problems, seed ${seed}.`);
process.exit(problems.length === 0 ? 0 : 1);
