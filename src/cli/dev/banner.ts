// The text of a start, with lines to paste.

/** The values of one start. */
export interface BannerValues {
  readonly port: number;
  /** A VIP token for user 123. `undefined` where tokens are verified with public keys. */
  readonly token: string | undefined;
  readonly producerKey: string;
  /** A signal's id, unused by earlier starts, and its creation in Unix milliseconds. */
  readonly signalId: number;
  /** The demo's messages a second. `undefined` without a demo. */
  readonly demoRate: number | undefined;
}

/** The text, lines with their ends. */
export function banner(values: BannerValues): string {
  const { port, token, producerKey, signalId, demoRate } = values;
  const url = `http://localhost:${port}`;
  const createdAt = new Date(signalId).toISOString();
  const signal =
    `{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":${signalId},` +
    `"coin_name":"NB","position":"SHORT","spread":8.84,"created_at":"${createdAt}"}}`;
  const urlOption = port === 8_000 ? "" : ` --url ${url}`;
  return [
    `signal-hub runs at ${url}`,
    ...(token === undefined
      ? [
          "",
          "Tokens come from the issuer that .dev.vars names: there is no JWT_SECRET to sign with.",
        ]
      : [
          "",
          "The board, signed in as a VIP:",
          `  ${url}/#token=${token}`,
          "",
          "A VIP token for user 123, good for 24 hours:",
          `  ${token}`,
          "",
          "Listen:",
          `  npx wscat -c "ws://localhost:${port}/ws/signals?token=${token}"`,
          `  npm run --silent hub -- tail${urlOption}`,
        ]),
    "",
    "Publish a signal:",
    `  curl -X POST ${url}/internal/signals -H 'Authorization: Bearer ${producerKey}' -H 'Content-Type: application/json' -d '${signal}'`,
    "",
    demoRate === undefined
      ? `No demo feed. \`npm run --silent hub -- demo${urlOption}\` starts one.`
      : `A demo market publishes ${demoRate} message${demoRate === 1 ? "" : "s"} a second (--no-demo leaves it out).`,
    "Ctrl-C stops everything.",
  ]
    .map((line) => `${line}\n`)
    .join("");
}
