import { checkFolder } from "./check-folder.ts";

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || rest.length > 0) {
  console.error("Usage: npm run -s import-check -- <folder>");
  process.exitCode = 2;
} else {
  const isAsExpected = await checkFolder(folder, (line) => console.log(line));
  process.exitCode = isAsExpected ? 0 : 1;
}
