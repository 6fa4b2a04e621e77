import { readOptions, UsageError } from "../../rehearsal/options.ts";

const URL = "https://quiz.example.org";
const read = (line: string, variables: Record<string, string> = {}) =>
  readOptions(line.split(" ").filter(Boolean), variables, 42);

test("without options: a small rehearsal on this machine", () => {
  expect(read("")).toEqual({
    players: 100,
    url: undefined,
    code: undefined,
    token: undefined,
    quiz: undefined,
    keep: false,
    yes: false,
    pace: "host",
    questions: 10,
    seconds: 20,
    gapSeconds: 3,
    joinSeconds: 2,
    wrong: 0.3,
    late: 0.02,
    lost: 0.05,
    seed: 42,
    minutes: 13,
    maxAckMs: 1000,
    maxSkewMs: 1000,
    json: undefined,
  });
});

test("every option", () => {
  const line = `-n 2000 --url ${URL}/ --token t --questions 5 --seconds 10 --gap 0 --pace auto --join-seconds 30 --wrong 40 --late 0.5% --lost 12.5% --seed 9 --minutes 7 --max-ack 2000 --max-skew 3000 --json out.json --keep -y`;
  expect(read(line)).toMatchObject({
    players: 2000,
    url: URL,
    token: "t",
    pace: "auto",
    gapSeconds: 0,
    joinSeconds: 30,
    wrong: 0.4,
    late: 0.005,
    lost: 0.125,
    seed: 9,
    minutes: 7,
    maxAckMs: 2000,
    maxSkewMs: 3000,
    json: "out.json",
    keep: true,
    yes: true,
  });
  expect(read("--help")).toBe("help");
});

test("the ramp of the joins grows with the players", () => {
  expect(read("--players 2000")).toMatchObject({ joinSeconds: 20 });
});

test("the token comes from the environment too, but not for a server of its own", () => {
  const variables = { STAMPEDE_HOST_TOKEN: "secret" };
  expect(read(`--url ${URL}`, variables)).toMatchObject({ token: "secret" });
  expect(read(`--url ${URL} --token other`, variables)).toMatchObject({ token: "other" });
  expect(read("", variables)).toMatchObject({ token: undefined });
});

test.each([
  ["--plyers 3", "There is no option --plyers."],
  ["three", '"three" is not an option. Options begin with --.'],
  ["--players", "--players needs a value."],
  ["--players --yes", "--players needs a value."],
  ["--players 0", '--players must be a whole number from 1 to 50,000, not "0".'],
  ["--players 2.5", '--players must be a whole number from 1 to 50,000, not "2.5".'],
  ["--players 2 --players 3", "--players is given twice."],
  ["--pace fast", '--pace must be host, auto or self, not "fast".'],
  ["--wrong 101", '--wrong must be a percentage from 0 to 100, not "101".'],
  ["--wrong x", '--wrong must be a percentage from 0 to 100, not "x".'],
  ["--lost 0.3", "--lost 0.3 could mean two things. Write 30% or 0.3% with the sign."],
  ["--code AB", "--code needs --url: without an address a server of its own is started."],
  ["--quiz 7", "--quiz needs --url: without an address a server of its own is started."],
  ["--url quiz.example.org", "--url must be an address that begins with http:// or https://"],
  ["--url https://me:pw@quiz.example.org", "--url must be an address only"],
  [`--url ${URL}`, "--url needs --code, to join a session that somebody leads, or a host's token"],
  [`--url ${URL} --code AB --pace self`, "--pace does not go with --code: somebody else leads that session."],
  [`--url ${URL} --token t --quiz 7 --questions 3`, "--questions does not go with --quiz"],
])("%s: %s", (line, message) => {
  expect(() => read(line)).toThrow(UsageError);
  expect(() => read(line)).toThrow(message);
});
