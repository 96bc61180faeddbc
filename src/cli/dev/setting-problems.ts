// The settings that `/healthz` reports as unusable, as lines for people.

import { printable } from "../terminal-text.ts";

/** A heading and a line for each unusable setting. An answer of another shape gives one line. */
export function settingProblems(body: string): string[] {
  const lines = problemsOf(body).map(({ setting, problem }) => `  ${setting} ${problem}`);
  return ["The service can't serve with these settings:", ...lines].map(printable);
}

interface SettingProblem {
  readonly setting: string;
  readonly problem: string;
}

function problemsOf(body: string): readonly SettingProblem[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = null;
  }
  const named =
    typeof parsed === "object" && parsed !== null && "settings" in parsed ? parsed.settings : [];
  const problems: unknown[] = Array.isArray(named) ? named : [];
  const known = problems.filter(isSettingProblem);
  return known.length > 0 ? known : [{ setting: "/healthz", problem: "doesn't name them" }];
}

function isSettingProblem(value: unknown): value is SettingProblem {
  return (
    typeof value === "object" &&
    value !== null &&
    "setting" in value &&
    typeof value.setting === "string" &&
    "problem" in value &&
    typeof value.problem === "string"
  );
}
