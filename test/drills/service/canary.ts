// A marker in every secret, token and payload of a drill. No log line may hold it.

const CANARY = "canary7f3a91c2";

export const SECRETS = {
  JWT_SECRET: `a-secret-of-the-drills-${CANARY}-0123456789`,
  PRODUCER_KEY: `producer-key-${CANARY}-0123456789abcdef`,
  OPERATOR_KEY: `operator-key-${CANARY}-0123456789abcdef`,
};

export const SETTINGS: Readonly<Record<string, string>> = {
  JWT_SECRET: SECRETS.JWT_SECRET,
  PRODUCER_KEYS: `scanner:${SECRETS.PRODUCER_KEY}`,
  OPERATOR_KEYS: `night:${SECRETS.OPERATOR_KEY}`,
};

/** A user id or a part of a message with the marker. */
export function canary(rest: string | number): string {
  return `${CANARY}-${rest}`;
}

/** The marker, or the shape of an access token. A token begins with `{"` in base64url. */
const SECRET_PATTERN = new RegExp(`${CANARY}|eyJ[\\w-]{8,}`);

export function leaksSecret(line: string): boolean {
  return SECRET_PATTERN.test(line);
}
