import { parseArgs } from "node:util";

export const PACES = ["host", "auto", "self"] as const;
export type Pace = (typeof PACES)[number];

/** What the command is to do. Times are in seconds or ms as the name says, shares are from 0 to 1. */
export interface Options {
  players: number;
  /** The server's address without a slash at its end; undefined: a server of its own is started. */
  url: string | undefined;
  /** The join code of a session that somebody else leads. */
  code: string | undefined;
  /** A host's token. */
  token: string | undefined;
  /** A quiz of the host; undefined: one is made. */
  quiz: string | undefined;
  keep: boolean;
  yes: boolean;
  pace: Pace;
  questions: number;
  seconds: number;
  gapSeconds: number;
  joinSeconds: number;
  wrong: number;
  late: number;
  lost: number;
  seed: number;
  /** Until when it must have ended. */
  minutes: number;
  /** The verdict is "not fine" above these, in ms. */
  maxAckMs: number;
  maxSkewMs: number;
  /** The file for all figures. */
  json: string | undefined;
}

/** The command line is wrong, or what it asks for is not possible. The message is all that a person needs to see. */
export class UsageError extends Error {}

/** Joins of each second, unless --join-seconds says otherwise. */
const JOINS_PER_SECOND = 100;
const MAX_PLAYERS = 50_000;
/** How long a session may last that somebody else leads, unless --minutes says otherwise. */
const MINUTES_FOR_OTHERS = 120;

const OPTIONS = {
  players: { type: "string", short: "n" },
  url: { type: "string" },
  code: { type: "string" },
  token: { type: "string" },
  quiz: { type: "string" },
  keep: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  pace: { type: "string" },
  questions: { type: "string" },
  seconds: { type: "string" },
  gap: { type: "string" },
  "join-seconds": { type: "string" },
  wrong: { type: "string" },
  late: { type: "string" },
  lost: { type: "string" },
  seed: { type: "string" },
  minutes: { type: "string" },
  "max-ack": { type: "string" },
  "max-skew": { type: "string" },
  json: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/**
 * Reads the command line.
 *
 * @param variables the environment: STAMPEDE_HOST_TOKEN is used if there is no --token
 * @param randomSeed the seed if there is no --seed
 * @returns "help" if that is what was asked for
 * @throws UsageError that says what is wrong and what is possible
 */
export function readOptions(
  args: readonly string[],
  variables: Record<string, string | undefined>,
  randomSeed: number,
): Options | "help" {
  const values = parse(args);
  if (values.help) return "help";
  const players = number(values, "players", 100, 1, MAX_PLAYERS);
  const questions = number(values, "questions", 10, 1, 100);
  const seconds = number(values, "seconds", 20, 1, 600);
  const gapSeconds = number(values, "gap", 3, 0, 600);
  const joinSeconds = number(
    values,
    "join-seconds",
    Math.max(2, Math.ceil(players / JOINS_PER_SECOND)),
    0,
    3600,
  );
  const url = values.url === undefined ? undefined : address(values.url);
  const longest = joinSeconds + questions * (seconds + gapSeconds);
  const options: Options = {
    players,
    url,
    code: values.code,
    token: url === undefined ? values.token : values.token || variables.STAMPEDE_HOST_TOKEN || undefined,
    quiz: values.quiz,
    keep: values.keep ?? false,
    yes: values.yes ?? false,
    pace: pace(values.pace ?? "host"),
    questions,
    seconds,
    gapSeconds,
    joinSeconds,
    wrong: share(values, "wrong", 30),
    late: share(values, "late", 2),
    lost: share(values, "lost", 5),
    seed: number(values, "seed", randomSeed, 0, 2 ** 32 - 1),
    minutes: number(values, "minutes", defaultMinutes(values, longest), 1, 24 * 60),
    maxAckMs: number(values, "max-ack", 1000, 1, 600_000),
    maxSkewMs: number(values, "max-skew", 1000, 1, 600_000),
    json: values.json,
  };
  checkCombination(values, options);
  return options;
}

/** Twice as long as it should take, and five minutes for what is slow. */
function defaultMinutes({ code, quiz }: Values, seconds: number): number {
  return code !== undefined || quiz !== undefined ? MINUTES_FOR_OTHERS : 5 + Math.ceil((2 * seconds) / 60);
}

function parse(args: readonly string[]): Values {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      options: OPTIONS,
      strict: true,
      allowPositionals: false,
      tokens: true,
    });
    const names = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new UsageError(`--${twice} is given twice.`);
    return values;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(plainWords((error as Error).message));
  }
}

/** The message of parseArgs without its advice for other cases. */
function plainWords(message: string): string {
  const [, unknown] = /^Unknown option '([^']+)'/.exec(message) ?? [];
  if (unknown) return `There is no option ${unknown}.`;
  const [, positional] = /^Unexpected argument '([^']*)'/.exec(message) ?? [];
  if (positional !== undefined) return `"${positional}" is not an option. Options begin with --.`;
  const [, lacking] =
    /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  if (lacking) return `${lacking} needs a value.`;
  return message.split("\n", 1)[0]!;
}

function number(values: Values, name: keyof Values, defaultValue: number, min: number, max: number): number {
  const text = values[name] as string | undefined;
  if (text === undefined) return defaultValue;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = `a whole number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}`;
  throw new UsageError(`--${name} must be ${range}, not "${text}".`);
}

/** A percentage, with or without the sign. @returns 0 to 1 */
function share(values: Values, name: "wrong" | "late" | "lost", defaultPercent: number): number {
  const text = values[name];
  if (text === undefined) return defaultPercent / 100;
  const [, digits, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const percent = Number(digits ?? Number.NaN);
  if (!(percent <= 100)) throw new UsageError(`--${name} must be a percentage from 0 to 100, not "${text}".`);
  if (percent > 0 && percent < 1 && !sign)
    throw new UsageError(
      `--${name} ${text} could mean two things. Write ${percent * 100}% or ${percent}% with the sign.`,
    );
  return percent / 100;
}

function pace(text: string): Pace {
  const found = PACES.find((name) => name === text);
  if (found) return found;
  throw new UsageError(`--pace must be host, auto or self, not "${text}".`);
}

function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new UsageError(
      `--url must be an address that begins with http:// or https://, such as https://quiz.example.org, not "${text}".`,
    );
  if (url.username || url.password || url.search || url.hash)
    throw new UsageError("--url must be an address only: without a name, a password, ? or #.");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/api$/, "");
}

function checkCombination(values: Values, { url, code, token, quiz }: Options): void {
  const needsUrl = (["code", "token", "quiz", "keep"] as const).find((name) => values[name] !== undefined);
  if (url === undefined && needsUrl)
    throw new UsageError(`--${needsUrl} needs --url: without an address a server of its own is started.`);
  if (code !== undefined) {
    const own = (["quiz", "keep", "pace", "questions", "seconds", "gap"] as const).find(
      (name) => values[name] !== undefined,
    );
    if (own) throw new UsageError(`--${own} does not go with --code: somebody else leads that session.`);
  }
  if (url !== undefined && code === undefined && token === undefined)
    throw new UsageError(
      "--url needs --code, to join a session that somebody leads, or a host's token, to make a session: --token, or the environment variable STAMPEDE_HOST_TOKEN.",
    );
  if (quiz !== undefined && values.questions !== undefined)
    throw new UsageError("--questions does not go with --quiz: the quiz has its own.");
}
