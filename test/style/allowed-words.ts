// Banned words with a reason to stand where they stand.

interface AllowedWord {
  /** What `bannedWordsIn` finds. */
  readonly finding: RegExp;
  /** Where it may stand. */
  readonly files: RegExp;
  readonly reason: string;
}

/** One finding in one file. */
export interface Finding {
  readonly path: string;
  readonly finding: string;
}

const ALLOWED_WORDS: readonly AllowedWord[] = [
  {
    finding: /^name: (?:JWT_AUDIENCE|audience)$/u,
    files:
      /^(?:src\/(?:config\/settings|auth\/access-token)|test\/(?:worker\/auth\/claims|worker\/ops\/settings|unit\/docs\/configuration)\.test)\.ts$/u,
    reason: "the `aud` claim (RFC 7519 section 4.1.3)",
  },
  {
    finding: /^(?:name|path): \w*words?/iu,
    files: /^test\/(?:unit\/)?style\//u,
    reason: "words are what these files count",
  },
];

/** Whether a finding has a reason. */
export function isAllowed({ path, finding }: Finding): boolean {
  return ALLOWED_WORDS.some((one) => one.finding.test(finding) && one.files.test(path));
}

/** The reasons without a finding. */
export function staleReasons(findings: readonly Finding[]): readonly string[] {
  return ALLOWED_WORDS.filter(
    (one) =>
      !findings.some(({ path, finding }) => one.finding.test(finding) && one.files.test(path)),
  ).map(({ reason }) => reason);
}
