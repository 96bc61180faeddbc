// What `/healthz` says of a service that can't serve, for people to read.

import { printable } from "../terminal-text.ts";

/** A line for each setting that can't be used; one line for an answer of another shape. */
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
