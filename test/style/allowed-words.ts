// Banned words with a reason to stand where they stand.

/** Findings with a reason to stand. A finding without `files` may stand anywhere. */
const ALLOWED_WORDS: readonly {
  readonly finding: RegExp;
  readonly files?: RegExp;
  readonly reason: string;
}[] = [
  {
    finding: /^name: (?:JWT_AUDIENCE|setAudience)$/u,
    reason: "a setting and a method of jose, named after the `aud` claim (RFC 7519 section 4.1.3)",
  },
  {
    finding: /^name: audience$/u,
    files:
      /^src\/(?:config\/settings|auth\/access-token|cli\/access-token)\.ts$|^test\/(?:unit\/cli\/token|unit\/docs\/configuration|worker\/ops\/settings)\.test\.ts$/u,
    reason: "the `aud` claim (RFC 7519 section 4.1.3)",
  },
  {
    finding: /^name: minMove$/u,
    reason: "an option of lightweight-charts",
  },
  {
    finding: /^(?:name|path): \w*words?/iu,
    files: /^test\/(?:unit\/)?style\//u,
    reason: "words are what these files count",
  },
];

/** Whether a finding of `bannedWordsIn` has a reason in this file. */
export function isAllowed(finding: string, path: string): boolean {
  return ALLOWED_WORDS.some((one) => one.finding.test(finding) && (one.files?.test(path) ?? true));
}
