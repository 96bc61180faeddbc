// `signal-hub token` prints an access token for local work.

import { type Command, EXIT, type ExitCode, type Options, UsageError } from "./command.ts";
import { mintToken, type TokenSubject } from "./service/access-token.ts";
import { LIMITS } from "../protocol/limits.ts";
import { parseTimestamp } from "../protocol/timestamp.ts";
import { readLocalSettings } from "./service/local-settings.ts";
import { readArguments, readInteger } from "./options.ts";

const YEAR_SECONDS = 366 * 24 * 3_600;

const OPTIONS = {
  user: { type: "string", value: "ID", text: "the user's id (required)" },
  vip: { type: "boolean", text: "VIP for as long as the token lives" },
  "vip-until": { type: "string", value: "ISO", text: "VIP until that moment" },
  ttl: { type: "string", value: "SECONDS", text: "how long the token lives", defaultText: "3600" },
} as const satisfies Options;

/** The command `token`. */
export const token: Command = {
  name: "token",
  summary: "Prints an access token, signed with the shared secret",
  usage: "--user ID [--vip | --vip-until ISO] [--ttl SECONDS]",
  options: OPTIONS,
  notes: [
    "For local work: it needs the shared secret JWT_SECRET, from the environment or from .dev.vars\n" +
      "in the current directory. JWT_USER_CLAIM, JWT_VIP_CLAIM, JWT_ISSUER and JWT_AUDIENCE are\n" +
      "honoured where set. Real tokens come from the backend that knows the users.",
  ],
  examples: [
    "token --user 123 --vip",
    "token --user 123 --vip-until 2030-01-01T00:00:00Z --ttl 86400",
  ],
  exits: [
    [EXIT.done, "the token is on standard output, and nothing else"],
    [EXIT.usage, "an option or a setting is missing or wrong"],
  ],
  run,
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const user = values.user ?? "";
  if (user === "" || user.length > LIMITS.userIdChars) {
    throw new UsageError(`--user takes an id of 1 to ${LIMITS.userIdChars} characters`);
  }
  const subject: TokenSubject = {
    user,
    ttlSeconds: readInteger("ttl", values.ttl, { default: 3_600, min: 1, max: YEAR_SECONDS }),
    ...readVip(values.vip, values["vip-until"]),
  };
  const text = await mintToken(subject, readLocalSettings(), Date.now());
  process.stdout.write(`${text}\n`);
  return EXIT.done;
}

function readVip(
  always: boolean | undefined,
  until: string | undefined,
): Pick<TokenSubject, "vip"> {
  if (until === undefined) return always === true ? { vip: true } : {};
  if (always === true)
    throw new UsageError("--vip and --vip-until can't both hold: give one of them");
  if (parseTimestamp(until) === null) {
    throw new UsageError("--vip-until takes a moment such as 2030-01-01T00:00:00Z");
  }
  return { vip: until };
}
